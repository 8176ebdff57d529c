import LiaisonCases
import LiaisonCodes
@testable import LiaisonDesk
import LiaisonInstallation
import LiaisonStore
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonWeb

/// Receipts of cases in which a newer release wrote what this one doesn't know.
@Suite struct NewerReceiptTests {
    private let store: SampleStore

    init() throws { store = try SampleStore("next") }

    private func receipt(of number: CaseNumber, _ query: QueryCode? = nil) throws -> String {
        let now = try #require(Timestamp(rfc3339: "2026-11-30T09:00:00+08:00".utf8))
        let directory = try DataDirectory(opening: store.path)
        let ledger = try Ledger(
            directory: DataDirectory(at: store.path), secret: try directory.secret(), clock: .fixed(now),
            committers: 1)
        defer { ledger.stop() }
        let site = try Site(directory: directory, ledger: ledger, clock: .fixed(now))
        let file = try #require(try ledger.caseFile(number, queryCode: query))
        let code = try query ?? QueryCode(parsing: "0000-0000-0000")
        let page = ReceiptView(site: site, language: .chinese).page(file, code).render(nonce: "n")
        return String(decoding: page, as: UTF8.self)
    }

    /// The number of the message that begins so.
    private func number(_ text: String) throws -> CaseNumber {
        let found = try Shell.run("cat '\(store.path)'/stations/*/inbox/*.jsonl").output
            .split(separator: "\n").first { $0.contains("\"text\":\"\(text)") }
        let after = try #require(found?.split(separator: "\"case\":\"").last)
        return try CaseNumber(parsing: after.prefix { $0 != "\"" })
    }

    @Test func aMessageOfANewerReleaseHasItsReceipt() throws {
        let path = String(decoding: try SampleStore.text("next.receipt.txt"), as: UTF8.self).split(
            separator: "/")
        let query = try QueryCode(parsing: path[2].filter { $0 != "\n" })
        let page = try receipt(of: try CaseNumber(parsing: path[1]), query)
        #expect(page.contains("桥栏杆断了。"))
    }

    @Test func aCaseThatWasClosedInANewWayIsClosed() throws {
        let page = try receipt(of: try number("公交车太少"))
        #expect(page.contains("<h3>已办结</h3>"))
        #expect(page.contains("已形成代表建议。"))
        for outcome in ["已解决", "已解释说明", "已说明情况", "暂时无法解决"] { #expect(!page.contains(outcome)) }
        // Whom it is meant for is known to the newer release alone.
        #expect(!page.contains("请尽快核实。"))
    }

    @Test func aRatingThatIsNewIsNoneOfTheKnownOnes() throws {
        let page = try receipt(of: try number("村口的路灯"))
        #expect(page.contains("<h3>您作了评价</h3>"))
    }
}
