import LiaisonCases
import LiaisonCodes
@testable import LiaisonDesk
import LiaisonInstallation
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonWeb

/// The API's own description, held against the API.
@Suite struct OpenAPITests {
    private func members(_ json: JSON?) -> [JSON.Member] {
        if case .object(let members) = json { members } else { [] }
    }

    @Test func describesEveryRouteWithItsMethods() throws {
        let samples: [APIRoute] = [
            .document, .whoAmI, .events, .cases, .claimable, .quarantine, .report, .norms,
            .districts, .contacts, .contact("SS00"),
        ]
        let number = try CaseNumber(parsing: "SS00-251224-7K3ML")
        let (station, day) = (number.station, BeijingTime(Timestamp(milliseconds: 1_766_548_800_000)).date)
        let entry = RecordNumber(.entry, station: station, date: day, value: 0)
        let notice = RecordNumber(.notice, station: station, date: day, value: 0)
        let records: [RecordPath] = [
            .log, .logImport, .entry(entry), .entryEvents(entry), .photo(entry, 1), .notices, .notice(notice),
            .noticeEvents(notice), .reception, .points, .duties, .archives, .archive("x"),
        ]
        let all =
            samples + [.caseFile(number), .message(number), .photo(number, 1), .caseEvents(number)]
            + records.map(APIRoute.records)
        func path(_ route: APIRoute) -> String {
            "\(route.pattern)".dropFirst("/api/v1".count).split(separator: "/")
                .map { $0.hasPrefix(":") ? "/{\($0.dropFirst())}" : "/\($0)" }.joined()
        }
        for route in all {
            let path = path(route)
            let methods = members(OpenAPIDocument.json["paths"]?[path]).map { $0.name.uppercased() }
            let allowed = "\(route.allowed)".split(separator: ", ").map(String.init).filter { $0 != "HEAD" }
            #expect(methods.sorted() == allowed.sorted(), "\(path)")
        }
        #expect(members(OpenAPIDocument.json["paths"]).count == all.count)
        for operation in APIOperation.all {
            let path = operation.path.replacing("{number}", with: "\(number)").replacing("{index}", with: "1")
                .replacing("{entry}", with: "\(entry)").replacing("{notice}", with: "\(notice)")
                .replacing("{holder}", with: "SS00")
            #expect(APIRoute(Array("/api/v1\(path)".utf8)) != .nothing, "\(path)")
        }
    }

    @Test func describesEveryParameterThatNarrowsALlist() throws {
        var query = CaseQuery()
        (query.state, query.topic, query.text, query.station) = (.closed, "t", "x", "s")
        (query.deputy, query.ending, query.isOverdueOnly) = ("d", "abc", true)
        (query.isCloseOverdueOnly, query.includesBranches) = (true, true)
        query.since = CivilDate(iso8601: "2025-12-24".utf8)
        query.until = query.since
        #expect(query.parameters.map(\.name) == APIOperation.Parameter.narrowing.map(\.name))
        let read = try CaseQuery(.cases) { name in query.parameters.first { $0.name == name }?.value }
        #expect(read == query)
    }

    @Test func refersToNothingThatIsntThere() {
        let text = String(decoding: OpenAPIDocument.bytes, as: UTF8.self)
        let names = members(OpenAPIDocument.json["components"]?["schemas"]).map(\.name)
        for part in text.split(separator: "#/components/schemas/").dropFirst() {
            #expect(names.contains(String(part.prefix { $0 != "\"" })))
        }
        for type in ProblemType.allCases { #expect(text.contains("\"\(type.uri)\"")) }
    }

    @Test(arguments: [
        APIField.Kind.text, .code, .caseNumber, .moment, .date, .integer, .number, .flag, .url, .word(["a"]),
        .list(of: []), .words, .object([.init("satisfied", .integer)]),
    ])
    func saysOfEveryKindWhenItMayBeNull(kind: APIField.Kind) throws {
        let name = try #require(APIField("x", kind).schema["type"])
        #expect(APIField.optional("x", kind).schema["type"] == .array([name, "null"]))
        guard case .word = kind else { return }
        #expect(APIField.optional("x", kind).schema["enum"] == ["a", .null])
    }

    @Test func isServedWithoutAToken() throws {
        let answer = try WebFixture().exchange(
            "GET /api/v1/openapi.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        #expect(answer.field("Content-Type") == "application/json")
    }

    @Test func hasTheMembersThatAreAnswered() throws {
        let web = try WebFixture()
        let station = try #require(web.site.current.roster.state(of: web.deputy)?.holder.station)
        let number = try web.site.ledger.perform(
            .submission(
                Submission(
                    station: station, to: web.deputy, channel: .scan, topic: nil,
                    personal: Event.Personal(text: "一"), nonce: RandomBytes.make(count: 16))),
            station: station
        ).caseNumber
        let token = try web.officeToken()
        func get(_ path: String) throws -> JSON {
            let answer = try web.exchange(
                "GET /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + "Authorization: Bearer \(token.text)\r\n\r\n")
            let body = try #require(answer.split(separator: "\r\n\r\n", maxSplits: 1).last)
            return try JSON(parsing: Array(body.split(separator: "\n")[0].utf8))
        }
        func names(_ fields: [APIField]) -> [String] { fields.map(\.name) }
        #expect(members(try get("cases").elements?.first).map(\.name) == names(APIFields.summary))
        let detail = try get("cases/\(number)")
        #expect(members(detail).map(\.name) == names(APIFields.detail))
        #expect(members(detail["events"]?.elements?.first).map(\.name) == names(APIFields.history))
        #expect(members(try get("events")).map(\.name) == names(APIFields.event))
        #expect(members(try get("whoami")).map(\.name) == names(APIFields.identity))
        let desk = RecordDesk(CaseView(.station(station), of: web.site), of: web.site)
        let entry = try desk.addEntry(
            .members([
                "duty": .string("research"), "on": .string("2025-12-24"),
                "deputies": .array([.string(web.deputy.description)]),
            ]), key: "a")
        #expect(members(entry).map(\.name) == names(APIFields.entry) + ["events"])
        #expect(members(entry["events"]?.elements?.first).map(\.name) == names(APIFields.record))
        let notice = try desk.postNotice(.members(["title": .string("t")]), key: "b")
        #expect(members(notice["notices"]?.elements?.first).map(\.name) == names(APIFields.notice))
        let day = try desk.actOnReception(
            .members(["kind": .string("set"), "on": .string("2025-12-30")]), key: "c")
        #expect(members(day).map(\.name) == names(APIFields.receptionDay))
        #expect(members(try get("points").elements?.first).map(\.name) == names(APIFields.standing))
        #expect(members(try get("duties").elements?.first).map(\.name) == names(APIFields.duty))
        #expect(members(try get("archive/\(web.deputy)")).map(\.name) == names(APIFields.archive))
    }
}
