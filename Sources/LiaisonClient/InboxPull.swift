import Glibc
import LiaisonMail
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// Carries a ``Pull`` out: from a source into a store, one at a time.
package struct InboxPull: Sendable {
    private let source: any InboxSource
    private let path: String
    private let format: MessageFormat
    private let language: Language
    private let pageSize: Int

    /// The most photos of a page: they are fetched one by one, and an interruption throws those of its page away.
    private static let photosOfAPage = 32

    /// - Parameters:
    ///   - source: Where the events come from.
    ///   - path: The directory, or the file of an mbox; it is made when it isn't there.
    ///   - format: How messages are kept.
    ///   - language: The messages' language.
    ///   - pageSize: The most events to ask for at once.
    package init(
        from source: any InboxSource, into path: String, as format: MessageFormat = .maildir,
        language: Language, pageSize: Int = 100
    ) {
        self.source = source
        self.path = path
        self.format = format
        self.language = language
        self.pageSize = pageSize
    }

    /// Fetches what is new.
    ///
    /// - Parameters:
    ///   - progress: Told after each message how many have been fetched.
    ///   - kept: Told how many messages were delivered when it throws afterwards.
    /// - Returns: How many messages were delivered.
    /// - Throws: ``ClientError``; what was delivered until then stays, and the next run goes on from there.
    package func run(
        progress: (Int) -> Void = { _ in }, kept: (Int) -> Void = { _ in }
    ) throws(ClientError) -> Int {
        if try system({ () throws(SystemError) in try format.isForeign(path) }) {
            throw .foreignPlace(path: path)
        }
        let store = try system { () throws(SystemError) in try format.store(at: path) }
        let lock = try lock(store)
        let result = Result { () throws(ClientError) in
            try run(in: store, progress: progress, kept: kept)
        }
        do throws(SystemError) {
            try lock.release()
        } catch {
            throw .system(error)
        }
        return try result.get()
    }

    /// Keeps a second pull out; the lock ends with the process at the latest, however that ends.
    private func lock(_ store: any MessageStore) throws(ClientError) -> FileLock {
        do throws(SystemError) {
            return try FileLock(at: "\(store.staging.ownDirectory)/lock", waiting: false)
        } catch {
            throw error.code == .wouldBlock ? .busy(path: path) : .system(error)
        }
    }

    private func run(
        in store: any MessageStore, progress: (Int) -> Void, kept: (Int) -> Void
    ) throws(ClientError) -> Int {
        let state = try loadState(of: store)
        try system { () throws(SystemError) in
            try store.staging.clear(keeping: state.pending?.names ?? [])
        }
        var pull = Pull(resuming: state)
        do throws(ClientError) {
            return try carryOut(&pull, in: store, progress: progress)
        } catch {
            if pull.delivered > 0 { kept(pull.delivered) }
            throw error
        }
    }

    private func carryOut(
        _ pull: inout Pull, in store: any MessageStore, progress: (Int) -> Void
    ) throws(ClientError) -> Int {
        var fetched = 0
        var failure: ClientError?
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
            case .publish(let delivery): try publish(delivery, in: store)
            case .save(let state): try save(state, in: store)
            case .fetch(let cursor):
                outcome = .fetched(try page(after: cursor))
            case .readNames:
                outcome = .names(try system { () throws(SystemError) in try store.names() })
            case .stage(let events):
                outcome = try stage(events, in: store, failure: &failure) {
                    fetched += 1
                    progress(fetched)
                }
            case .finish(let delivered):
                if let failure { throw failure }
                return delivered
            }
        }
    }

    private func loadState(of store: any MessageStore) throws(ClientError) -> PullState {
        let file = stateFile(of: store)
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read(file)
        } catch {
            if error.code == .noSuchFile { return PullState(account: source.account, format: format) }
            throw .system(error)
        }
        guard let json = try? JSON(parsing: bytes), let state = PullState(json: json) else {
            throw .damagedFile(path: file)
        }
        guard source.account.continues(state.account) else {
            throw .otherAccount(path: path, found: state.account, wanted: source.account)
        }
        guard state.format == format else {
            throw .otherFormat(path: path, found: state.format, wanted: format)
        }
        return state
    }

    private func save(_ state: PullState, in store: any MessageStore) throws(ClientError) {
        try system { () throws(SystemError) in
            try Files.replace(stateFile(of: store), with: state.json.bytes, mode: 0o600)
        }
    }

    private func stateFile(of store: any MessageStore) -> String {
        "\(store.staging.ownDirectory)/state.json"
    }

    /// The next page, cut short where it has many photos.
    private func page(after cursor: String?) throws(ClientError) -> EventPage {
        let page = try source.events(after: cursor, limit: pageSize)
        guard format.carriesPhotos else { return page }
        var photos = 0
        let fitting = page.events.prefix { event in
            photos += event.photos
            return photos <= Self.photosOfAPage
        }.count
        if fitting == page.events.count { return page }
        return try source.events(after: cursor, limit: max(1, fitting))
    }

    /// Stages messages; the source may fail at any photo, and what came until then stays.
    private func stage(
        _ events: [InboxEvent], in store: any MessageStore, failure: inout ClientError?, progress: () -> Void
    ) throws(ClientError) -> Pull.Outcome {
        var batch = try system { () throws(SystemError) in
            try StagedBatch(in: store.staging, count: events.count)
        }
        for event in events {
            var photos: [MailMessage.Attachment] = []
            do throws(ClientError) {
                if format.carriesPhotos { photos = try source.attachments(of: event) }
            } catch {
                failure = error
                break
            }
            let content = format.content(of: event, language, attachments: photos)
            do throws(SystemError) {
                try batch.add(content, as: MailName(of: event))
            } catch {
                throw .system(error)
            }
            progress()
        }
        do throws(SystemError) {
            try batch.sync()
            let position = try store.position()
            return failure == nil
                ? .staged(position: position) : .interrupted(after: batch.names.count, position: position)
        } catch {
            throw .system(error)
        }
    }

    private func publish(_ delivery: PullState.Delivery, in store: any MessageStore) throws(ClientError) {
        try system { () throws(SystemError) in try store.publish(delivery.names, at: delivery.position) }
        for erasure in delivery.erasures {
            do throws(ErasureError) {
                try store.erase(erasure.number, at: erasure.at, language: language)
            } catch {
                switch error {
                case .system(let error): throw .system(error)
                case .restless(let number): throw .restless(number)
                }
            }
        }
    }
}

extension MessageFormat {
    /// Whether something stands at a path that is neither such a store nor empty: somebody's documents, say, among which
    /// messages would be strewn.
    func isForeign(_ path: String) throws(SystemError) -> Bool {
        guard let status = try Files.status(path) else { return false }
        if self == .mbox {
            // What isn't a file at all is named when it is opened.
            // The pull's own directory stands beside the file before anything is written into that.
            guard status.isRegularFile, status.size > 0, try Files.status("\(path).liaison") == nil else {
                return false
            }
            var start = [UInt8](repeating: 0, count: 5)
            _ = try FileDescriptor(opening: path, flags: O_RDONLY).read(into: &start, from: 0, at: 0)
            return !start.elementsEqual("From ".utf8)
        }
        guard status.isDirectory else { return false }
        let names = Set(try Files.names(in: path))
        // Interrupted while it was made, a Maildir has only some of its folders.
        let folders: Set = ["cur", "new", "tmp"]
        let isMaildir = self == .maildir && (names.isSuperset(of: folders) || names.isSubset(of: folders))
        return !names.isEmpty && !names.contains(".liaison") && !isMaildir
    }

    /// The store at a path; what is missing of it is made.
    func store(at path: String) throws(SystemError) -> any MessageStore {
        switch self {
        case .maildir, .eml, .json: try MessageFolder(creating: path, as: self)
        case .mbox: try Mbox(creating: path)
        }
    }
}
