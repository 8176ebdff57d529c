import LiaisonMail
import LiaisonSystem
import LiaisonText
import TestSupport
import Testing

@testable import LiaisonClient

@Suite struct InboxPullTests {
    private func pull(_ source: ListSource, into path: String, pageSize: Int = 3) throws -> Int {
        try InboxPull(from: source, into: path, language: .chinese, pageSize: pageSize).run()
    }

    private func files(_ path: String) throws -> [String] {
        try ["new", "cur"].flatMap { folder in try Files.names(in: "\(path)/\(folder)") }
    }

    private func names(_ events: [InboxEvent]) -> [String] {
        events.map { MailName(of: $0).description }.sorted()
    }

    @Test func deliversEachEventOnce() throws {
        try withTemporaryDirectory { path in
            let events = try (0..<10).map { try sampleEvent($0) }
            let source = ListSource(events)
            #expect(try pull(source, into: "\(path)/mail") == 10)
            #expect(try files("\(path)/mail") == names(events))
            #expect(try pull(source, into: "\(path)/mail") == 0)
            source.append(try sampleEvent(10))
            #expect(try pull(source, into: "\(path)/mail") == 1)
            #expect(try files("\(path)/mail").count == 11)
        }
    }

    @Test func goesOnWhereItWasInterrupted() throws {
        try withTemporaryDirectory { path in
            let events = try (0..<10).map { try sampleEvent($0) }
            let source = ListSource(events, failures: [3: .torn(host: "x")])
            #expect(throws: ClientError.torn(host: "x")) { try pull(source, into: path) }
            #expect(try files(path).count == 6)
            #expect(try pull(source, into: path) == 4)
            #expect(try files(path) == names(events))
        }
    }

    @Test func neverBringsBackWhatTheUserDeleted() throws {
        try withTemporaryDirectory { path in
            let source = ListSource(try (0..<4).map { try sampleEvent($0) })
            _ = try pull(source, into: path)
            try Files.remove("\(path)/new/\(MailName(of: try sampleEvent(1)))")
            #expect(try pull(source, into: path) == 0)
            #expect(try files(path).count == 3)
        }
    }

    /// Stops a pull at each of its actions in turn, as a kill would, and lets the user delete a message in between.
    @Test(arguments: MessageFormat.allCases, 1...24)
    func isExactWhereverItStops(format: MessageFormat, stop: Int) throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/mail"
            let events = try (0..<10).map { try sampleEvent($0) }
            let source = ListSource(events)
            try interrupted(source, path, format, after: stop)
            var expected = Set(events.map { MailName(of: $0) })
            let store = try format.store(at: path)
            if format != .mbox, let deleted = try store.names().min(by: { $0.description < $1.description }) {
                let (folder, suffix) = format == .maildir ? ("/new", "") : ("", ".\(format)")
                try Files.remove("\(path)\(folder)/\(deleted)\(suffix)")
                expected.remove(deleted)
            }
            _ = try InboxPull(from: source, into: path, as: format, language: .chinese, pageSize: 3).run()
            #expect(try store.names() == expected)
            #expect(try Files.names(in: "\(store.staging.ownDirectory)/staging").isEmpty)
            if format == .mbox {
                let text = String(decoding: try Files.read(path), as: UTF8.self)
                #expect(text.split(separator: "\nMessage-ID: ").count == 11)
            }
        }
    }

    /// The first `stop` actions of a pull, with publishing cut in half when it is the last.
    private func interrupted(
        _ source: ListSource, _ path: String, _ format: MessageFormat, after stop: Int
    ) throws {
        let store = try format.store(at: path)
        var machine = Pull(resuming: PullState(account: source.account, format: format))
        var outcome = Pull.Outcome.done
        for step in 1...stop {
            let action = try machine.next(after: outcome)
            outcome = .done
            switch action {
            case .publish(let delivery):
                let isCut = step == stop
                if isCut && format == .mbox {
                    // One file is appended to: a kill leaves a part of that.
                    let page = try Files.read("\(store.staging.ownDirectory)/staging/page")
                    let before = try Files.status(path) == nil ? [] : Files.read(path)
                    try Files.replace(path, with: before + page.prefix(1000))
                } else {
                    let names = isCut ? Array(delivery.names.prefix(1)) : delivery.names
                    try store.publish(names, at: delivery.position)
                }
            case .save(let state):
                try Files.replace("\(store.staging.ownDirectory)/state.json", with: state.json.bytes)
            case .fetch(let cursor): outcome = .fetched(try source.events(after: cursor, limit: 3))
            case .readNames: outcome = .names(try store.names())
            case .stage(let events):
                var batch = try StagedBatch(in: store.staging, count: events.count)
                for event in events {
                    try batch.add(format.content(of: event, .chinese), as: MailName(of: event))
                }
                try batch.sync()
                outcome = .staged(position: try store.position())
            case .finish: return
            }
        }
    }

    @Test(arguments: MessageFormat.allCases)
    func survivesTheLossOfItsStateInEveryFormat(format: MessageFormat) throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/mail"
            let source = ListSource(try (0..<10).map { try sampleEvent($0) })
            func pull() throws -> Int {
                try InboxPull(from: source, into: path, as: format, language: .chinese, pageSize: 3).run()
            }
            #expect(try pull() == 10)
            try Files.remove("\(try format.store(at: path).staging.ownDirectory)/state.json")
            #expect(try pull() == 0)
        }
    }

    /// The photos of the third message fail once; what came before them is there, and comes no second time.
    @Test(arguments: MessageFormat.allCases.filter(\.carriesPhotos))
    func keepsWhatCameBeforeAPhotoThatFailed(format: MessageFormat) throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/mail"
            let events = try (0..<5).map { index in
                var event = try sampleEvent(index)
                event.photos = index == 2 ? 1 : 0
                return event
            }
            let source = ListSource(events, photoFailures: [.timedOut(host: "a")])
            let pull = InboxPull(from: source, into: path, as: format, language: .chinese, pageSize: 5)
            var kept = 0
            #expect(throws: ClientError.timedOut(host: "a")) { try pull.run(kept: { kept = $0 }) }
            #expect(kept == 2)
            let store = try format.store(at: path)
            #expect(try store.names().count == 2)
            if format == .maildir { try Files.remove("\(path)/new/\(MailName(of: events[0]))") }
            #expect(try pull.run() == 3)
            #expect(try store.names().count == (format == .maildir ? 4 : 5))
            #expect(try pull.run() == 0)
        }
    }

    /// A kill while its folders were made, or another program's Maildir; and what is neither.
    @Test(
        arguments: [
            (.maildir, [], false), (.maildir, ["cur/"], false), (.maildir, ["cur/", "new/"], false),
            (.maildir, ["cur/", "new/", "tmp/", "dovecot-uidlist"], false), (.maildir, [".liaison/"], false),
            (.maildir, ["cur/", "letter.txt"], true), (.maildir, ["letter.txt"], true),
            (.eml, ["letter.eml"], true), (.json, ["cur/"], true),
            (.eml, [".liaison/", "letter.eml"], false),
        ] as [(MessageFormat, [String], Bool)])
    func tellsAPlaceOfItsOwnFromDocuments(format: MessageFormat, entries: [String], isForeign: Bool) throws {
        try withTemporaryDirectory { path in
            for entry in entries {
                if entry.hasSuffix("/") {
                    try Files.makeDirectory("\(path)/\(entry.dropLast())")
                } else {
                    try Files.create("\(path)/\(entry)", with: [1])
                }
            }
            #expect(try format.isForeign(path) == isForeign)
        }
    }

    /// What an interruption throws away is a page: one of thousands of photos would never arrive over a poor line.
    @Test func cutsAPageShortThatHasManyPhotos() throws {
        try withTemporaryDirectory { path in
            let events = try (0..<5).map { index in
                var event = try sampleEvent(index)
                event.photos = 20
                return event
            }
            // The page is asked for, then its first event alone, then the next page, then the connection breaks.
            let source = ListSource(events, failures: [4: .torn(host: "a")])
            let pull = InboxPull(from: source, into: path, language: .chinese, pageSize: 5)
            #expect(throws: ClientError.torn(host: "a")) { try pull.run() }
            #expect(try Files.names(in: "\(path)/new").count == 1)
            #expect(try pull.run() == 4)
            #expect(try Files.names(in: "\(path)/new").count == 5)
        }
    }

    @Test func refusesAnotherFormat() throws {
        try withTemporaryDirectory { path in
            _ = try pull(ListSource([]), into: path)
            let error = ClientError.otherFormat(path: path, found: .maildir, wanted: .eml)
            #expect(throws: error) {
                _ = try InboxPull(from: ListSource([]), into: path, as: .eml, language: .chinese).run()
            }
        }
    }

    @Test(arguments: MessageFormat.allCases)
    func takesTheWordsOutOfAnErasedCaseInEveryFormat(format: MessageFormat) throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/mail"
            var first = try sampleEvent(1)
            first.name = "ERASE-ME"
            let other = try sampleEvent(2)
            let source = ListSource([first, other])
            func pull() throws -> Int {
                try InboxPull(from: source, into: path, as: format, language: .english).run()
            }
            _ = try pull()
            var erased = try sampleEvent(3, kind: "erased", case: first.case)
            erased.text = nil
            source.append(erased)
            #expect(try pull() == 1)
            let store = try format.store(at: path)
            #expect(try store.names().count == 3)
            let grep = try ChildProcess.output(of: ["grep", "-rlE", "ERASE-ME|RVJBU0UtTUU", directory])
            #expect(grep.bytes.isEmpty)
            let kept = try ChildProcess.output(of: ["grep", "-rc", "\(other.case)", directory])
            #expect(kept.status == 0)
        }
    }

    @Test func survivesTheLossOfItsCursor() throws {
        try withTemporaryDirectory { path in
            let source = ListSource(try (0..<10).map { try sampleEvent($0) })
            _ = try pull(source, into: path)
            let read = try files(path)[0]
            try Files.create("\(path)/cur/\(read):2,RS", with: try Files.read("\(path)/new/\(read)"))
            try Files.remove("\(path)/new/\(read)")
            try Files.remove("\(path)/.liaison/state.json")
            #expect(try pull(source, into: path) == 0)
            #expect(try files(path).count == 10)
        }
    }

    @Test func refusesTheMaildirOfAnotherAccount() throws {
        try withTemporaryDirectory { path in
            _ = try pull(ListSource([try sampleEvent(1)]), into: path)
            let other = InboxAccount(server: sampleAccount.server, kind: "deputy", holder: "1111111")
            let error = ClientError.otherAccount(path: path, found: sampleAccount, wanted: other)
            #expect(throws: error) { try pull(ListSource([try sampleEvent(2)], account: other), into: path) }
            #expect(try files(path).count == 1)
        }
    }

    @Test func refusesADamagedState() throws {
        try withTemporaryDirectory { path in
            _ = try pull(ListSource([]), into: path)
            try Files.replace("\(path)/.liaison/state.json", with: Array("{".utf8))
            #expect(throws: ClientError.damagedFile(path: "\(path)/.liaison/state.json")) {
                try pull(ListSource([]), into: path)
            }
        }
    }

    @Test func letsOnlyOnePullIn() throws {
        try withTemporaryDirectory { path in
            let maildir = try MessageFolder(creating: path)
            let lock = try FileLock(at: "\(maildir.staging.ownDirectory)/lock")
            #expect(throws: ClientError.busy(path: path)) { try pull(ListSource([]), into: path) }
            try lock.release()
            #expect(try pull(ListSource([]), into: path) == 0)
        }
    }

    @Test func attachesThePhotosThatAreLeft() throws {
        try withTemporaryDirectory { path in
            var event = try sampleEvent(1)
            event.photos = 2
            _ = try pull(ListSource([event]), into: path)
            let message = String(
                decoding: try Files.read("\(path)/new/\(MailName(of: event))"), as: UTF8.self)
            #expect(
                message.contains(
                    "filename=\"\(event.case)-1.jpg\"\nContent-Transfer-Encoding: base64\n\n/9j/AQ==\n--"))
            #expect(!message.contains("\(event.case)-2"))
        }
    }

    @Test func replacesAnErasedCase() throws {
        try withTemporaryDirectory { path in
            let source = ListSource([try sampleEvent(1)])
            _ = try pull(source, into: path)
            var erased = try sampleEvent(2, kind: "erased", case: try sampleEvent(1).case)
            erased.text = nil
            source.append(erased)
            #expect(try pull(source, into: path) == 1)
            let message = try Files.read("\(path)/new/\(MailName(of: try sampleEvent(1)))")
            #expect(
                String(decoding: message, as: UTF8.self).contains(
                    "\nLiaison-Erased: 2025-12-24T14:05:09.002+08:00\n"))
        }
    }
}
