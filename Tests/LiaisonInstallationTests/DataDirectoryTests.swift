import Glibc
import LiaisonCodes
import LiaisonInstallation
import LiaisonStore
import LiaisonSystem
import TestSupport
import Testing

@Suite final class DataDirectoryTests {
    let parent: String

    init() throws { parent = try Files.makeTemporaryDirectory(named: "liaison-data") }

    deinit {
        do { try Files.removeTree(parent) } catch { Issue.record(error) }
    }

    @Test func makesADirectoryWithCommentedSettingsAndASecret() throws {
        let directory = try DataDirectory.create(
            at: "\(parent)/d", settings: [.name: "韶山", .baseURL: "https://llz.example.gov.cn"])
        let text = String(decoding: try Files.read(directory.path(of: .configuration)), as: UTF8.self)
        #expect(text.contains("\nname = 韶山\n"))
        #expect(text.contains("\nhandler =\n"))
        let configuration = try directory.configuration { _ in nil }
        #expect(configuration.blanks == [.handler, .contact, .retention])
        #expect(configuration.list(.topics).count == 9)
        #expect(try directory.secret().count == 32)
        #expect(try Files.status("\(parent)/d/secret")?.permissions == 0o600)
        try directory.change([.handler: "韶山市人大常委会"])
        #expect(try directory.configuration { _ in nil }[.handler] == "韶山市人大常委会")
    }

    /// Another digit makes another secret, with which every receipt would be said not to exist.
    @Test func refusesASecretOfWhichADigitWasChanged() throws {
        let directory = try DataDirectory.create(at: "\(parent)/d", settings: [:])
        let file = try Files.read(directory.path(of: .secret))
        let secret = try directory.secret()
        for index in 0..<64 {
            var changed = file
            changed[index] = changed[index] == 0x30 ? 0x31 : 0x30
            try Files.replace(directory.path(of: .secret), with: changed, mode: 0o600)
            #expect(
                throws: InstallationError.damagedSecret(path: directory.path(of: .secret)), "digit \(index)"
            ) {
                try directory.secret()
            }
        }
        // Without a newline at its end it is the same.
        try Files.replace(directory.path(of: .secret), with: Array(file.dropLast()), mode: 0o600)
        #expect(try directory.secret() == secret)
        // A release before had no check; it is added once, and never to another secret.
        let check = try Files.read("\(directory.path(of: .secret)).sha256")
        try Files.remove("\(directory.path(of: .secret)).sha256")
        #expect(try directory.secret() == secret)
        try directory.addSecretCheck()
        #expect(try Files.read("\(directory.path(of: .secret)).sha256") == check)
    }

    /// A kill or a power cut, at each step before there are settings.
    @Test func finishesWhatAnInterruptionLeft() throws {
        let whole = try DataDirectory.create(at: "\(parent)/whole", settings: [:])
        let secret = try Files.read(whole.path(of: .secret))
        let calendar = try Files.read(whole.path(of: .calendar))
        let duties = try Files.read(whole.path(of: .duties))
        let zeros = { (count: Int) in [UInt8](repeating: 0, count: count) }
        let left: [[String: [UInt8]]] = [
            [:], ["secret": []], ["secret": Array(secret.prefix(20))], ["secret": zeros(secret.count)],
            ["secret": secret], ["secret": secret, "calendar.txt": []],
            ["secret": secret, "calendar.txt": Array(calendar.prefix(100))],
            ["secret": secret, "calendar.txt": calendar, "duties.csv": zeros(duties.count)],
            [
                "secret": secret, "calendar.txt": calendar, "duties.csv": duties,
                "liaison.conf.47.0a1b2c3d.tmp": [0],
            ],
        ]
        for (index, files) in left.enumerated() {
            let path = "\(parent)/\(index)"
            for name in ["roster", "stations", "spool", "cache"].prefix(index + 1) {
                try Files.makeDirectory("\(path)/\(name)")
            }
            for (name, content) in files { try Files.create("\(path)/\(name)", with: content, mode: 0o600) }
            let made = try DataDirectory.create(at: path, settings: [.name: "韶山"])
            #expect(try DataDirectory(opening: path).configuration { _ in nil }[.name] == "韶山")
            // A whole secret may be all that is left of an installation.
            let kept = try made.secret() == DataDirectory.secret(in: secret)
            #expect(kept == (files["secret"] == secret), "\(files.keys)")
            #expect(try made.hasSecretCheck())
            #expect(try Files.read(made.path(of: .calendar)) == calendar)
            #expect(try Files.read(made.path(of: .duties)) == duties)
            #expect(try Files.status("\(path)/cache")?.isDirectory == true)
        }
    }

    @Test(
        arguments: [
            "tokens.jsonl", "secret.sha256", "roster/roster.jsonl", "stations/YF01/inbox", "spool/a",
            "secret", "calendar.txt", "duties.csv", "liaison.conf.bak", "notes.1.0a1b2c3d.tmp",
        ])
    func leavesWhatNoInterruptionLeaves(name: String) throws {
        let path = "\(parent)/d"
        try Files.makeDirectory(Files.parent(of: "\(path)/\(name)"))
        try Files.create("\(path)/\(name)", with: Array("somebody's".utf8))
        let before = try DirectoryContents(of: path)
        #expect(throws: InstallationError.alreadyInUse(path: path)) {
            try DataDirectory.create(at: path, settings: [:])
        }
        #expect(try DirectoryContents(of: path) == before)
    }

    @Test func leavesADirectoryInUseAsItIs() throws {
        try Files.create("\(parent)/notes.txt", with: [])
        #expect(throws: InstallationError.alreadyInUse(path: parent)) {
            try DataDirectory.create(at: parent, settings: [:])
        }
        #expect(try Files.names(in: parent) == ["notes.txt"])
    }

    @Test(
        arguments: [("", 0o777, 0o750), ("/stations", 0o772, 0o750), ("/secret", 0o644, 0o600)]
            as [(String, UInt32, UInt32)])
    func refusesWhatAnyoneMayWriteOrRead(name: String, mode: UInt32, wanted: UInt32) throws {
        let path = "\(parent)/d"
        _ = try DataDirectory.create(at: path, settings: [:])
        _ = try DataDirectory(opening: path)
        try #require(chmod(path + name, mode) == 0)
        #expect(throws: InstallationError.looseMode(path: path + name, wanted: wanted)) {
            try DataDirectory(opening: path)
        }
    }

    @Test func refusesADirectoryThatIsNone() {
        #expect(throws: InstallationError.notADataDirectory(path: parent)) {
            try DataDirectory(opening: parent)
        }
        #expect(throws: InstallationError.notADataDirectory(path: "/nowhere/at/all")) {
            try DataDirectory(opening: "/nowhere/at/all")
        }
    }

    @Test func keepsOnlyAHashOfAToken() throws {
        let directory = try DataDirectory.create(at: "\(parent)/d", settings: [:])
        let now = Timestamp(milliseconds: 1_766_548_800_000)
        let scope = Scope.deputy(try Code(parsing: "0000000"))
        let (token, record) = try TokenFile.issue(scope, in: directory, at: now)
        #expect(token.text.count == 36)
        let text = String(decoding: try Files.read(directory.path(of: .tokens)), as: UTF8.self)
        #expect(!text.contains(token.text.dropFirst(4)))
        let file = try TokenFile(of: directory)
        #expect(file.record(of: token) == record)
        #expect(file.record(of: Token(text: "llz_wrong")) == nil)
        #expect(try TokenFile.revoke(record.id, in: directory, at: now)?.revoked == now)
        #expect(try TokenFile(of: directory).record(of: token) == nil)
        #expect(try TokenFile.revoke("none", in: directory, at: now) == nil)
    }

    @Test(arguments: ["deputy 0000000", "station SS00", "office"])
    func readsAScopeBack(text: String) {
        #expect(Scope(text)?.description == text)
    }

    @Test(arguments: ["", "deputy", "deputy X", "office 1", "station a/b"])
    func refusesAScopeThatIsNone(text: String) {
        #expect(Scope(text) == nil)
    }
}
