import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Synchronization
import Testing

@testable import LiaisonInstallation

@Suite struct EnrolmentsTests {
    private let scratch: ScratchDirectory
    private let directory: DataDirectory
    private let now = Timestamp(milliseconds: 1_766_548_800_000)
    private let limits = EnrolmentLimits(days: 180, idleHours: 12)

    /// A directory that goes with its owner.
    private final class ScratchDirectory: Sendable {
        let path: String
        init() throws { path = try Files.makeTemporaryDirectory(named: "liaison-desk") }
        deinit { do { try Files.removeTree(path) } catch { Issue.record(error) } }
    }

    init() throws {
        scratch = try ScratchDirectory()
        directory = try DataDirectory.create(at: "\(scratch.path)/d", settings: [:])
    }

    /// One of the servers that share the directory.
    private func server() throws -> Enrolments {
        Enrolments(in: directory, secret: try directory.secret(), rounds: 10)
    }

    private func slip() throws -> TokenRecord {
        let slips = TokenFile.draftSlips([.office], at: now, until: now.adding(milliseconds: 1000))
        try TokenFile.store(slips.map(\.record), in: directory)
        return slips[0].record
    }

    private func pin(_ digits: String) throws -> PIN { try #require(PIN(typed: digits)) }

    private func later(hours: Int) -> Timestamp { now.adding(milliseconds: Int64(hours) * 3_600_000) }

    @Test func aSlipIsFoundByItsCodeAndOpensNoAPI() throws {
        let slips = TokenFile.draftSlips([.office], at: now, until: now.adding(milliseconds: 1000))
        try TokenFile.store(slips.map(\.record), in: directory)
        let file = try TokenFile(of: directory)
        #expect(file.record(of: slips[0].code) == slips[0].record)
        #expect(file.record(of: SlipCode.random()) == nil)
        #expect(file.record(named: slips[0].record.name) == slips[0].record)
        for text in [slips[0].code.text, slips[0].code.description, "llz_\(slips[0].code.text)"] {
            #expect(file.issuedRecord(of: Token(text: text)) == nil)
        }
        let stored = String(decoding: try Files.read(directory.path(of: .tokens)), as: UTF8.self)
        #expect(!stored.contains(slips[0].code.text))
    }

    /// On all servers at once, however many try at the same moment.
    @Test func aSlipIsUsedUpOnce() throws {
        let record = try slip()
        let pin = try pin("135790")
        let (servers, now) = (try (0..<8).map { _ in try server() }, now)
        let cookies = Mutex<[SessionCookie]>([])
        try Thread.concurrently(servers.count, threads: servers.count) { index in
            do throws(SystemError) {
                guard let cookie = try servers[index].begin(usingUp: record, pin: pin, at: now) else {
                    return
                }
                cookies.withLock { $0.append(cookie) }
            } catch {
                Issue.record(error)
            }
        }
        let cookie = try #require(cookies.withLock { $0.count == 1 ? $0.first : nil })
        for server in servers {
            #expect(try server.isUsed(record))
            #expect(try server.enrolment(of: cookie, at: now, limits)?.record == record.name)
        }
    }

    /// Whoever sends the form of a phone that is signed out waits for nobody to let them in.
    @Test func aSlipForgetsTheFormOfAPhoneThatIsSignedOut() throws {
        let (record, pin) = (try slip(), try pin("135790"))
        let (first, second) = (try server(), try server())
        let cookie = try #require(try first.begin(usingUp: record, pin: pin, form: "n", at: now))
        #expect(try second.begin(usingUp: record, pin: pin, form: "n", at: now)?.session == cookie.session)
        let used = "\(directory.path(of: .desk))/\(record.name)/used"
        #expect(String(decoding: try Files.read(used), as: UTF8.self).contains(cookie.session))
        try first.end(try #require(try first.enrolment(of: cookie, at: now, limits)))
        #expect(String(decoding: try Files.read(used), as: UTF8.self) == "\(now.rfc3339) -\n")
        #expect(try second.isUsed(record))
        #expect(try second.begin(usingUp: record, pin: pin, form: "n", at: now) == nil)
    }

    @Test func onlyHashesAreKept() throws {
        let cookie = try #require(try server().begin(usingUp: try slip(), pin: try pin("135790"), at: now))
        let secret = try #require(cookie.value.split(separator: ".").last)
        for file in try Shelf.files(below: directory.path(of: .desk)) {
            let content = String(decoding: try Files.read(file), as: UTF8.self)
            #expect(!file.contains(secret) && !content.contains(secret) && !content.contains("135790"))
            #expect(try Files.status(file)?.permissions == 0o600)
        }
    }

    @Test func fiveWrongPINsEndItHoweverManyServersAreAsked() throws {
        let servers = [try server(), try server()]
        let cookie = try #require(try servers[0].begin(usingUp: try slip(), pin: try pin("135790"), at: now))
        for count in 1...4 {
            let server = servers[count % 2]
            let phone = try #require(try server.enrolment(of: cookie, at: now, limits))
            #expect(try server.prove(try pin("000000"), of: phone, at: now) == .wrong(left: 5 - count))
        }
        let phone = try #require(try servers[1].enrolment(of: cookie, at: now, limits))
        #expect(try servers[1].prove(try pin("999999"), of: phone, at: now) == .ended)
        for server in servers { #expect(try server.enrolment(of: cookie, at: now, limits) == nil) }
        #expect(try servers[0].prove(try pin("135790"), of: phone, at: now) == .ended)
    }

    @Test func aRightPINGivesTheTriesBack() throws {
        let server = try server()
        let cookie = try #require(try server.begin(usingUp: try slip(), pin: try pin("135790"), at: now))
        let phone = try #require(try server.enrolment(of: cookie, at: now, limits))
        for _ in 0..<3 {
            for _ in 0..<4 { _ = try server.prove(try pin("000000"), of: phone, at: now) }
            #expect(try server.prove(try pin("１３５ ７９０"), of: phone, at: now) == .right)
        }
    }

    @Test func asksAgainAfterIdleHoursAndEndsAfterItsDays() throws {
        let servers = [try server(), try server()]
        let cookie = try #require(try servers[0].begin(usingUp: try slip(), pin: try pin("135790"), at: now))
        let phone = try #require(try servers[1].enrolment(of: cookie, at: now, limits))
        #expect(phone.isFresh(at: now.adding(milliseconds: 900_000)))
        #expect(!phone.isFresh(at: now.adding(milliseconds: 900_001)))
        // Used at one server, it isn't idle at the other.
        try servers[0].note(phone, at: later(hours: 11))
        let used = try #require(try servers[1].enrolment(of: cookie, at: later(hours: 22), limits))
        #expect(!used.isIdle(at: later(hours: 22), limits) && used.isIdle(at: later(hours: 23), limits))
        #expect(try servers[0].prove(try pin("135790"), of: used, at: later(hours: 23)) == .right)
        let back = try #require(try servers[1].enrolment(of: cookie, at: later(hours: 23), limits))
        #expect(!back.isIdle(at: later(hours: 23), limits) && back.isFresh(at: later(hours: 23)))
        #expect(try servers[1].enrolment(of: cookie, at: later(hours: 180 * 24), limits) == nil)
        #expect(try servers[0].enrolment(of: cookie, at: now, limits) == nil)
    }

    @Test func whatWasSignedOutAtOneServerIsOutAtAll() throws {
        let servers = [try server(), try server()]
        let record = try slip()
        let cookie = try #require(try servers[0].begin(usingUp: record, pin: try pin("135790"), at: now))
        let phone = try #require(try servers[1].enrolment(of: cookie, at: now, limits))
        #expect(try servers[0].enrolments(on: record).map(\.session) == [cookie.session])
        try servers[0].end(phone)
        #expect(try servers[1].enrolment(of: cookie, at: now, limits) == nil)
        #expect(try servers[0].enrolments(on: record).isEmpty)
        // What comes late makes nothing anew.
        try servers[1].note(phone, at: later(hours: 1))
        try servers[1].renew(phone, at: later(hours: 1))
        #expect(try servers[1].enrolment(of: cookie, at: later(hours: 1), limits) == nil)
        #expect(try servers[0].isUsed(record))
    }

    @Test func aDamagedEnrolmentLetsNobodyIn() throws {
        let server = try server()
        let cookie = try #require(try server.begin(usingUp: try slip(), pin: try pin("135790"), at: now))
        let path = "\(directory.path(of: .desk))/\(cookie.record)/\(cookie.session)/enrolled"
        let whole = try Files.read(path)
        for index in whole.indices.dropLast() {
            var changed = whole
            changed[index] ^= 1
            try Files.replace(path, with: changed)
            #expect(try self.server().enrolment(of: cookie, at: now, limits) == nil, "byte \(index)")
        }
    }

    @Test(arguments: [
        ("__Host-liaison=%", true), ("a=b; __Host-liaison=% ; c", true),
        ("__Host-liaison=%; __Host-liaison=%", true),
        ("__Host-liaison=%; __Host-liaison=x", false), ("liaison=%", false), ("__host-liaison=%", false),
        ("__Host-liaison=../../../../../../../x.%", false), ("", false),
    ])
    func readsTheOneCookie(field: String, isFound: Bool) throws {
        let cookie = try server().begin(byTokenOf: try slip(), at: now)
        #expect((SessionCookie(field: field.replacing("%", with: cookie.value)) == cookie) == isFound)
    }

    @Test(arguments: ["", "12345", "1234567", "12345a", "１２３４５", "12 34-5"])
    func sixDigitsMakeAPIN(typed: String) {
        #expect(PIN(typed: typed) == nil)
    }
}

/// The files of a directory.
private enum Shelf {
    static func files(below path: String) throws -> [String] {
        try Files.names(in: path).flatMap { name -> [String] in
            let path = "\(path)/\(name)"
            return try Files.status(path)?.isDirectory == true ? try files(below: path) : [path]
        }
    }
}
