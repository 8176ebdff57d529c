import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import Synchronization

// Finding one case, and saying of none that it isn't there before everything was looked at.
//
// What a server knows of the others' segments is a few milliseconds old, and while a batch of its own waits for its sync
// as old as that batch. A citizen may have a receipt of another server by then. So whoever finds nothing has a second
// look: behind the open batch, at all segments. Unknown numbers are free to send: those who ask at the same time share
// one look, no thread of the readers' waits for a batch, and all segments are asked for their status once a second
// at most, the rest of the time those that may have grown.

extension Ledger {
    /// The case with that number; blocks on the disk.
    ///
    /// - Parameters:
    ///   - number: The case number.
    ///   - queryCode: When given, it must open the case: wrong and absent are the same nothing.
    ///   - isVisible: Whether whoever asks may see it: of what they may not no line is read, and it is looked at once more as
    ///     what is absent: it may have changed hands, and the time tells nobody which it was.
    /// - Returns: The case with its events, or nothing.
    /// - Throws: What the file system says.
    package func caseFile(
        _ number: CaseNumber, queryCode: QueryCode? = nil, where isVisible: (Case) -> Bool = { _ in true }
    ) throws(SystemError) -> CaseFile? {
        if let file = try storedCase(number, queryCode, isLast: false, where: isVisible) { return file }
        try lookAgain(at: number.station)
        if let file = try storedCase(number, queryCode, isLast: true, where: isVisible) { return file }
        return followReferralsOnce()
            ? try storedCase(number, queryCode, isLast: true, where: isVisible) : nil
    }

    /// Finds the case with that number without making the calling thread wait for a batch; blocks on the disk.
    ///
    /// - Parameters:
    ///   - number: The case number.
    ///   - queryCode: It must open the case: wrong and absent are the same nothing.
    ///   - goOn: Has the rest of the work done where such work is done, once there is anything new to be seen: it is called on
    ///     a thread that must not be kept, a committer's perhaps.
    ///   - completion: Gets the case with its events, or nothing, on this thread or from `goOn`.
    package func findCase(
        _ number: CaseNumber, queryCode: QueryCode,
        goingOn goOn: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
        _ completion: @escaping @Sendable (Result<CaseFile?, SystemError>) -> Void
    ) {
        let find = { @Sendable [self] (isLast: Bool) throws(SystemError) -> CaseFile? in
            try storedCase(number, queryCode, isLast: isLast)
        }
        do throws(SystemError) {
            if let file = try find(false) { return completion(.success(file)) }
        } catch {
            return completion(.failure(error))
        }
        journal(of: number.station).lookAgain { failure in
            goOn {
                if let failure { return completion(.failure(failure)) }
                do throws(SystemError) {
                    let file = try find(true)
                    completion(.success(file == nil && self.followReferralsOnce() ? try find(true) : file))
                } catch {
                    completion(.failure(error))
                }
            }
        }
    }

    /// Waits for the open batch and looks at everything once more; blocks on the disk.
    ///
    /// - Parameter station: Whose ledger.
    /// - Throws: What the file system says.
    package func lookAgain(at station: StationID) throws(SystemError) { try journal(of: station).lookAgain() }

    /// The case as it stands in the fold, which has just been brought up to date when this is the last look.
    private func storedCase(
        _ number: CaseNumber, _ queryCode: QueryCode?, isLast: Bool,
        where isVisible: (Case) -> Bool = { _ in true }
    ) throws(SystemError) -> CaseFile? {
        let journal = journal(of: number.station)
        let digest = queryCode.map { keys.digest(of: $0) }
        var unreadable: SystemError?
        let found: (Case, [EntryReference])? = try journal.withFreshFold(
            maximumAge: isLast ? .max : Self.readingAge
        ) { inbox in
            let index = digest.map { inbox.fold.index(of: number, query: $0) } ?? inbox.fold.index(of: number)
            guard let index, isVisible(inbox.fold.cases[index]) else {
                unreadable = inbox.obstacle
                return nil
            }
            return (inbox.fold.cases[index], inbox.references(to: inbox.fold.places(ofCase: index)))
        }
        guard let (value, references) = found else {
            // It may stand in what can't be read at present: nobody can say that it doesn't exist.
            if isLast, let unreadable { throw unreadable }
            return nil
        }
        return CaseFile(value, of: try journal.read(references))
    }
}

extension StationJournal where Deciding == CaseDecider {
    /// How long a command or a staff's request waits for the second look.
    private static var patience: Duration { .seconds(10) }

    /// Waits for the open batch and looks at everything once more; blocks on the disk.
    func lookAgain() throws(SystemError) {
        let found = Gate()
        let failure = Mutex<SystemError?>(nil)
        lookAgain { error in
            failure.withLock { $0 = error }
            found.open()
        }
        guard found.wait(atMost: Self.patience) else {
            throw SystemError("fdatasync", inbox.path, code: .wouldBlock)
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
