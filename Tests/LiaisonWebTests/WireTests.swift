import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import LiaisonText
import TestSupport
import Testing

@testable import LiaisonDesk

/// What API, commands and desk share: whatever is written is read back as it was, and other releases' answers too.
@Suite struct WireTests {
    private let web: WebFixture

    init() throws { web = try WebFixture(allowance: "messages 300, lookups 1000") }

    private var view: CaseView { CaseView(.office, of: web.site) }

    private func act(_ verb: StaffAction.Verb, _ number: CaseNumber, text: String? = nil) throws {
        let desk = CaseDesk(view, of: web.site)
        _ = try desk.perform(StaffAction(verb, text: text), on: number, key: RandomBytes.hex(count: 8))
    }

    /// A case with most of what can happen to one.
    private func eventfulCase() throws -> CaseNumber {
        let text = try #require(web.receipt(of: "路灯坏了").split(separator: "/").dropFirst().first)
        let number = try CaseNumber(parsing: String(text))
        try act(.acknowledge(.simple), number)
        try act(.assign(unit: "县交通局", until: CivilDate(iso8601: "2026-01-31".utf8)), number)
        try act(.urge, number, text: "请尽快")
        try act(.extend(until: try #require(CivilDate(iso8601: "2026-03-02".utf8))), number, text: "要等零件")
        try act(.ask, number, text: "哪一盏？")
        try act(.transfer(to: try #require(web.site.current.roster.stations.first).code.description), number)
        try act(.reply, number, text: "修好了")
        try act(.close(.suggestion, reference: "第 12 号"), number)
        return number
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let number = try eventfulCase()
        let written = view.detail(try #require(try view.caseFile(number)))
        let read = try CaseDetail(JSON(parsing: written.json.bytes))
        #expect(read == written)
        #expect(read.json == written.json)
        #expect(
            read.events.map(\.kind.word) == [
                "received", "acknowledged", "assigned", "urged", "extended", "asked", "transferred",
                "replied", "closed",
            ])
        #expect(read.reference == "第 12 号")
        let listing = try CaseListing(CaseQuery(), for: view, of: web.site)
        let items = try listing.page(after: nil, limit: 10).items
        #expect(items.map(\.number) == [number])
        #expect(try items.map { try ListedCase($0.json) } == items)
    }

    private static let summary =
        #"{"case":"SS00-251224-7K3ML","station":"SS00","to":"0000000","channel":"scan","#
        + #""received":"2025-12-24T12:00:00+08:00","state":"received""#

    @Test func anOlderServerSaysLess() throws {
        let read = try CaseSummary(JSON(parsing: Array("\(Self.summary)}".utf8)))
        #expect(read.due == nil)
        #expect(read.toName == nil)
        #expect(read.isErased)
        #expect(!read.isOverdue)
    }

    @Test func aNewerServersWordsAreKept() throws {
        let text =
            "\(Self.summary.replacing("\"received\"", with: "\"frozen\"", maxReplacements: 2))"
            .replacing("\"frozen\":", with: "\"received\":") + #","grade":"huge","excerpt":"x","more":1}"#
        let read = try CaseSummary(JSON(parsing: Array(text.utf8)))
        #expect(read.state == .newer("frozen"))
        #expect(read.grade == .newer("huge"))
        #expect(!read.isErased)
        #expect(read.members.first { $0.name == "state" }?.value == "frozen")
    }

    @Test(arguments: ["case", "station", "to", "channel", "received", "state"])
    func whatACaseCannotBeWithoutIsNamed(member: String) throws {
        let text = "\(Self.summary)}".replacing("\"\(member)\":", with: "\"no\":")
        let json = try JSON(parsing: Array(text.utf8))
        #expect(throws: WireError(member: member)) { try CaseSummary(json) }
        #expect(throws: WireError(member: member)) { try ListedCase(json) }
        #expect(throws: WireError(member: member)) { try CaseDetail(json) }
    }
}
