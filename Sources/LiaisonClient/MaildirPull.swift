import LiaisonMail
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// Carries a ``Pull`` out: from a source into a Maildir, one at a time.
package struct MaildirPull: Sendable {
    private let source: any InboxSource
    private let path: String
    private let language: Language
    private let pageSize: Int

    /// - Parameters:
    ///   - source: Where the events come from.
    ///   - path: The Maildir; it is made when it isn't there.
    ///   - language: The messages' language.
    ///   - pageSize: The most events to ask for at once.
    package init(
        from source: any InboxSource, into path: String, language: Language, pageSize: Int = 500
    ) {
        self.source = source
        self.path = path
        self.language = language
        self.pageSize = pageSize
    }

    /// Fetches what is new.
    ///
    /// - Parameter progress: Told the number of messages of each page once they are delivered.
    /// - Returns: How many messages were delivered.
    /// - Throws: ``ClientError``; what was delivered until then stays, and the next run goes on from there.
    package func run(progress: (Int) -> Void = { _ in }) throws(ClientError) -> Int {
        let maildir = try system { () throws(SystemError) in try Maildir(creating: path) }
        let lock = try lock(maildir)
        let result = Result { () throws(ClientError) in try run(in: maildir, progress: progress) }
        do throws(SystemError) {
            try lock.release()
        } catch {
            throw .system(error)
        }
        return try result.get()
    }

    /// Keeps a second pull out; the lock ends with the process at the latest, however that ends.
    private func lock(_ maildir: Maildir) throws(ClientError) -> FileLock {
        do throws(SystemError) {
            return try FileLock(at: "\(maildir.ownDirectory)/lock", waiting: false)
        } catch {
            throw error.code == .wouldBlock ? .busy(path: path) : .system(error)
        }
    }

    private func run(in maildir: Maildir, progress: (Int) -> Void) throws(ClientError) -> Int {
        let state = try loadState(of: maildir)
        try system { () throws(SystemError) in
            try maildir.clearStaging(keeping: state.pending?.names ?? [])
        }
        var pull = Pull(resuming: state)
        var outcome = Pull.Outcome.done
        while true {
            let action: Pull.Action
            do throws(Pull.Failure) {
                action = try pull.next(after: outcome)
            } catch {
                throw .noProgress(host: source.account.server)
            }
            outcome = .done
            switch action {
            case .publish(let delivery):
                try publish(delivery, in: maildir)
                progress(delivery.names.count)
            case .save(let state): try save(state, in: maildir)
            case .fetch(let cursor):
                outcome = .fetched(try source.events(after: cursor, limit: pageSize))
            case .readNames:
                outcome = .names(try system { () throws(SystemError) in try maildir.names() })
            case .stage(let events): try stage(events, in: maildir)
            case .finish(let delivered): return delivered
            }
        }
    }

    private func loadState(of maildir: Maildir) throws(ClientError) -> PullState {
        let file = stateFile(of: maildir)
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read(file)
        } catch {
            if error.code == .noSuchFile { return PullState(account: source.account) }
            throw .system(error)
        }
        guard let json = try? JSON(parsing: bytes), let state = PullState(json: json) else {
            throw .damagedFile(path: file)
        }
        guard state.account == source.account else {
            throw .otherAccount(path: path, found: state.account, wanted: source.account)
        }
        return state
    }

    private func save(_ state: PullState, in maildir: Maildir) throws(ClientError) {
        try system { () throws(SystemError) in
            try Files.replace(stateFile(of: maildir), with: state.json.bytes, mode: 0o600)
        }
    }

    private func stateFile(of maildir: Maildir) -> String { "\(maildir.ownDirectory)/state.json" }

    private func stage(_ events: [InboxEvent], in maildir: Maildir) throws(ClientError) {
        var batch = MaildirBatch(in: maildir)
        for event in events {
            let message = event.mail(language, attachments: try attachments(of: event))
            do throws(SystemError) {
                try batch.add(message, as: MailName(of: event))
            } catch {
                throw .system(error)
            }
        }
        do throws(SystemError) {
            try batch.sync()
        } catch {
            throw .system(error)
        }
    }

    /// The event's photos; one that has been erased since is left out, and the message says so.
    private func attachments(of event: InboxEvent) throws(ClientError) -> [MailMessage.Attachment] {
        var attachments: [MailMessage.Attachment] = []
        for index in 0..<event.photos {
            guard let content = try source.photo(of: event.case, index: event.firstPhoto + index),
                let attachment = MailMessage.Attachment(content: content)
            else { continue }
            attachments.append(attachment)
        }
        return attachments
    }

    private func publish(_ delivery: PullState.Delivery, in maildir: Maildir) throws(ClientError) {
        try system { () throws(SystemError) in try maildir.publish(delivery.names) }
        for erasure in delivery.erasures {
            do throws(ErasureError) {
                try maildir.erase(erasure.number, at: erasure.at, language: language)
            } catch {
                switch error {
                case .system(let error): throw .system(error)
                case .restless(let number): throw .restless(number)
                }
            }
        }
    }
}
