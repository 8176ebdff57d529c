import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import TestSupport
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Photos of entries as tokens send and see them.
@Suite struct EntryPhotoAPITests {
    private let cast: RecordCast
    private var fixture: WebFixture { cast.web }

    init() throws { cast = try RecordCast() }

    static func sample(_ name: String) throws -> [UInt8] {
        let tests = Files.parent(of: Files.parent(of: #filePath))
        return try Files.read("\(tests)/Samples/photos/\(name)")
    }

    private var stations: String { "\(fixture.site.directory.path)/stations" }

    private var visit: String {
        #"{"station":"\#(cast.station)","duty":"visit","on":"2025-12-20","deputies":["\#(fixture.deputy)"],"text":"走访三户"}"#
    }

    private func send(
        _ path: String, _ json: String, _ photos: [[UInt8]], by token: Token, key: String = "k"
    ) throws -> (status: String, body: JSON) {
        var body = Array("--b\r\nContent-Disposition: form-data; name=\"document\"\r\n\r\n\(json)\r\n".utf8)
        for photo in photos {
            body += "--b\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"p\"\r\n\r\n".utf8
            body += photo + Array("\r\n".utf8)
        }
        body += "--b--\r\n".utf8
        let head =
            "POST /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token.text)\r\nIdempotency-Key: \(key)\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n"
        return try parts(fixture.exchange(Array(head.utf8) + body))
    }

    private func get(_ path: String, by token: Token) throws -> [UInt8] {
        try fixture.exchange(
            Array(
                "GET \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token.text)\r\nConnection: close\r\n\r\n"
                    .utf8))
    }

    private func split(_ answer: [UInt8]) throws -> (head: String, body: [UInt8]) {
        let end = try #require(answer.firstRange(of: Array("\r\n\r\n".utf8)))
        return (String(decoding: answer[..<end.lowerBound], as: UTF8.self), Array(answer[end.upperBound...]))
    }

    private func parts(_ answer: [UInt8]) throws -> (status: String, body: JSON) {
        let (head, body) = try split(answer)
        return (String(head.dropFirst(9).prefix(3)), try JSON(parsing: body))
    }

    /// The status, the header and the bytes of a photo.
    private func photo(_ path: String, by token: Token) throws -> (status: String, head: String, [UInt8]) {
        let (head, body) = try split(get(path, by: token))
        return (String(head.dropFirst(9).prefix(3)), head, body)
    }

    @Test func whoSeesAnEntrySeesItsPhotosAndNobodyElse() throws {
        let added = try send(
            "log", visit, [Self.sample("phone.jpg"), Self.sample("screen.png")], by: cast.deputy)
        #expect(added.status == "201")
        let photos = try #require(added.body["photos"]?.elements)
        let number = try #require(added.body["entry"]?.text)
        #expect(photos.map { $0["path"]?.text } == (1...2).map { "/api/v1/log/\(number)/photos/\($0)" })
        #expect(photos.map { $0["type"]?.text } == ["image/jpeg", "image/png"])
        #expect(added.body["events"]?.elements?.map { $0["photos"]?.integer } == [2])
        for (index, known) in photos.enumerated() {
            let path = try #require(known["path"]?.text)
            for token in [cast.deputy, cast.office] {
                let (status, head, bytes) = try photo(path, by: token)
                #expect(status == "200")
                #expect(bytes.firstRange(of: Array("SECRET".utf8)) == nil)
                #expect(Hex.string(SHA256.digest(bytes)) == known["sha256"]?.text)
                #expect(head.field("X-Content-Type-Options") == "nosniff")
                let ending = index == 0 ? "jpg" : "png"
                #expect(
                    head.field("Content-Disposition")
                        == "attachment; filename=\"\(number)-\(index + 1).\(ending)\"")
            }
            #expect(try photo(path, by: cast.stranger).status == "404")
        }
        let open = try fixture.exchange(
            "GET /api/v1/log/\(number)/photos/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(open.hasPrefix("HTTP/1.1 401"))
        #expect(try photo("/api/v1/log/\(number)/photos/3", by: cast.office).status == "404")
        let list = try parts(get("/api/v1/log", by: cast.office)).body
        #expect(list.elements?.first?["photos"]?.elements?.count == 2)
    }

    @Test func photosComeWithAnAmendmentAndAreShownAfterAWithdrawal() throws {
        let number = try #require(try send("log", visit, [], by: cast.deputy).body["entry"]?.text)
        let events = "log/\(number)/events"
        let jpeg = try Self.sample("phone.jpg")
        let amended = try send(events, #"{"kind":"amended"}"#, [jpeg], by: cast.deputy, key: "a")
        #expect(amended.status == "201" && amended.body["photos"]?.elements?.count == 1)
        // The same act again, and the same photo once more, are one photo.
        #expect(try send(events, #"{"kind":"amended"}"#, [jpeg], by: cast.deputy, key: "a").status == "201")
        let again = try send(events, #"{"kind":"amended"}"#, [jpeg, jpeg], by: cast.deputy, key: "b")
        #expect(again.body["photos"]?.elements?.count == 1)
        #expect(again.body["events"]?.elements?.map { $0["photos"]?.integer } == [0, 1, 1])
        let other = try send(
            events, #"{"kind":"amended"}"#, [Self.sample("dot.png")], by: cast.deputy, key: "a")
        #expect(other.status == "422" && other.body["reason"]?.text == "key-reused")
        #expect(try send(events, #"{"kind":"withdrawn"}"#, [], by: cast.deputy, key: "c").status == "201")
        #expect(try photo("/api/v1/log/\(number)/photos/1", by: cast.deputy).status == "200")
        #expect(try photo("/api/v1/log/\(number)/photos/1", by: cast.stranger).status == "404")
        let late = try send(events, #"{"kind":"amended"}"#, [jpeg], by: cast.deputy, key: "d")
        #expect(late.status == "409" && late.body["reason"]?.text == "withdrawn")
    }

    @Test func whatIsRefusedLeavesTheStoreAsItWas() throws {
        let (jpeg, png) = (try Self.sample("phone.jpg"), try Self.sample("screen.png"))
        let number = try #require(
            try send("log", visit, [jpeg, png], by: cast.office, key: "0").body["entry"]?.text)
        let events = "log/\(number)/events"
        let before = try DirectoryContents(of: stations)
        func refused(
            _ path: String, _ json: String, _ photos: [[UInt8]], by token: Token, _ status: String,
            _ reason: String?
        ) throws {
            let answer = try send(path, json, photos, by: token, key: "\(path) \(reason ?? "")")
            #expect(answer.status == status && answer.body["reason"]?.text == reason, "\(answer.body)")
        }
        let amended = #"{"kind":"amended"}"#
        let dot = try Self.sample("dot.png")
        try refused(
            "log", visit, [jpeg, Array("no photo".utf8)], by: cast.office, "422", "photo-not-an-image")
        try refused(
            "log", visit, [Array(jpeg.prefix(jpeg.count / 2))], by: cast.office, "422", "photo-damaged")
        try refused("log", visit, [jpeg, png, dot, dot], by: cast.office, "422", "photos-full")
        let huge = jpeg + [UInt8](repeating: 0, count: 8 << 20)
        try refused("log", visit, [huge], by: cast.office, "422", "photo-too-large")
        try refused(
            events, amended, [dot, Self.sample("grey.jpg")], by: cast.office, "409", "photos-full")
        try refused(events, #"{"kind":"approved"}"#, [jpeg], by: cast.office, "422", "photos-amended-only")
        try refused(events, amended, [dot], by: cast.stranger, "404", nil)
        // An officer's entry is no deputy's to change.
        try refused(events, amended, [dot], by: cast.deputy, "403", nil)
        try refused("log", "{", [jpeg], by: cast.office, "400", nil)
        try refused("log/import", visit, [jpeg], by: cast.office, "415", nil)
        try refused("notices", visit, [jpeg], by: cast.office, "415", nil)
        #expect(before.differences(to: try DirectoryContents(of: stations)) == [])
        #expect(try Files.names(in: fixture.site.ledger.photos.spool).isEmpty)
    }

    @Test func anErasedEntrysPhotoIsGoneFromDiskAndRoute() throws {
        let number = try #require(
            try send("log", visit, [Self.sample("phone.jpg")], by: cast.office).body["entry"]?.text)
        let path = "/api/v1/log/\(number)/photos/1"
        let folder = "\(stations)/\(cast.station)/photos/\(number)"
        #expect(try photo(path, by: cast.office).status == "200")
        #expect(try Files.names(in: folder).count == 1)
        let erased = try send("log/\(number)/events", #"{"kind":"erased"}"#, [], by: cast.office, key: "e")
        #expect(erased.body["erased"] == .bool(true))
        #expect(erased.body["photos"] == .array([]))
        #expect(try Files.status(folder) == nil)
        #expect(try photo(path, by: cast.office).status == "404")
        let amended = try send(
            "log/\(number)/events", #"{"kind":"amended"}"#, [Self.sample("phone.jpg")], by: cast.office,
            key: "f")
        #expect(amended.status == "409" && amended.body["reason"]?.text == "erased")
        #expect(try Files.status(folder) == nil)
        #expect(try fixture.site.ledger.verify().findings.isEmpty)
    }

    @Test func photosHaveTheBudgetOfCitizens() throws {
        let limited = try WebFixture(allowance: "photos 1")
        let token = try limited.officeToken()
        let body: [UInt8] =
            Array("--b\r\nContent-Disposition: form-data; name=\"document\"\r\n\r\n{}\r\n".utf8)
            + Array("--b\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"p\"\r\n\r\n".utf8)
            + [UInt8](repeating: 7, count: 2 << 20) + Array("\r\n--b--\r\n".utf8)
        let head =
            "POST /api/v1/log HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token.text)\r\nIdempotency-Key: k\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n"
        func send() throws -> String {
            String(decoding: try limited.exchange(Array(head.utf8) + body), as: UTF8.self)
        }
        // Whoever asks for much waits until it would be paid.
        #expect(try send().hasPrefix("HTTP/1.1 422"))
        let answer = try send()
        #expect(answer.hasPrefix("HTTP/1.1 429"), "\(answer)")
        #expect(answer.field("Retry-After") != nil)
    }

    /// Who sees the entry at this moment sees its photo, whatever has become of deputy and station since.
    @Test func aPhotoIsSeenByWhoSeesTheEntryAfterAMoveAndAClosing() throws {
        let officer = try fixture.token(.station(cast.station))
        let number = try #require(
            try send("log", visit, [Self.sample("phone.jpg")], by: cast.deputy).body["entry"]?.text)
        func seen(by token: Token) throws -> String {
            let entry = try split(get("/api/v1/log/\(number)", by: token)).head
            let (status, _, _) = try photo("/api/v1/log/\(number)/photos/1", by: token)
            #expect(String(entry.dropFirst(9).prefix(3)) == status)
            return status
        }
        #expect(
            try [cast.deputy, officer, cast.office, cast.stranger].map(seen) == ["200", "200", "200", "404"])
        let current = fixture.site.current.roster
        let new = try #require(current.stations.last { $0.id != cast.station }).id
        var roster = try Roster.load(from: fixture.site.directory)
        let rows = current.deputies.map { deputy in
            let place = deputy.station == cast.station ? new : deputy.station
            return "\(deputy.id ?? ""),\(deputy.name),\(place),\(deputy.level.symbol)\n"
        }
        let stations = current.stations.filter { $0.id != cast.station }.map { "\($0.id),\($0.name)\n" }
        let files = [
            try RosterFile(
                Array("站点编号,站点名称\n\(stations.joined())".utf8), named: "stations.csv"),
            try RosterFile(
                Array("编号,姓名,站点编号,层级\n\(rows.joined())".utf8), named: "deputies.csv"),
        ]
        let imported = try RosterImport(files, into: roster)
        roster.apply(roster.difference(applying: imported, prune: true, at: fixture.site.clock.now))
        try roster.save(to: fixture.site.directory)
        try fixture.site.takeOverChanges()
        #expect(fixture.site.current.roster.station(cast.station)?.status == .retired)
        #expect(try seen(by: cast.office) == "200")
        #expect(try seen(by: officer) != "200")
        #expect(try seen(by: cast.stranger) == "404")
        _ = try seen(by: cast.deputy)
    }
}
