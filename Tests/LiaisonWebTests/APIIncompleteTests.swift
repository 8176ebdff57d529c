import LiaisonCodes
import LiaisonInstallation
import LiaisonSystem
import Testing

@testable import LiaisonWeb

/// What the API says of answers from which it had to leave something out.
@Suite struct APIIncompleteTests {
    private let web: WebFixture

    init() throws { web = try WebFixture() }

    private func get(_ path: String, _ token: Token) throws -> String {
        try web.exchange(
            "GET /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Authorization: Bearer \(token.text)\r\n\r\n")
    }

    /// The answer once it says that something is left out: a reader takes a look of the last milliseconds for fresh.
    private func incomplete(_ path: String, _ token: Token) throws -> String {
        for _ in 0..<1000 {
            let answer = try get(path, token)
            if answer.field("Liaison-Incomplete") != nil { return answer }
        }
        return try get(path, token)
    }

    /// Puts a file where the directory of a station's segments should be.
    private func damage(_ stations: [String]) throws {
        for station in stations {
            let directory = "\(web.site.directory.path)/stations/\(station)"
            try Files.makeDirectory(directory)
            try Files.create("\(directory)/inbox", with: [])
        }
    }

    @Test(arguments: ["cases", "claimable", "quarantine", "events", "report"])
    func namesTheStationsThatAreDamaged(path: String) throws {
        let token = try web.officeToken()
        let sound = try get(path, token)
        #expect(sound.hasPrefix("HTTP/1.1 200"))
        #expect(sound.field("Liaison-Incomplete") == nil)
        let stations = web.site.current.roster.stations.prefix(2).map(\.id.description).sorted()
        try damage(stations)
        let answer = try incomplete(path, token)
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        #expect(answer.field("Liaison-Incomplete") == stations.joined(separator: ", "))
    }

    @Test func namesTheFirstTwentyOfMany() throws {
        let stations = (10..<35).map { "X\($0)" }
        try damage(stations)
        let named = try get("cases", web.officeToken()).field("Liaison-Incomplete")
        #expect(named == stations.prefix(20).joined(separator: ", ") + ", ...")
    }

    @Test func saysNothingToThoseWhoseStationIsSound() throws {
        let stations = web.site.current.roster.stations.map(\.id)
        // Not the head station: that has its branches too.
        let (own, other) = (try #require(stations.dropFirst().first), try #require(stations.last))
        try damage([other.description])
        let token = try web.token(.station(own))
        for path in ["cases", "events", "report"] {
            #expect(try get(path, token).field("Liaison-Incomplete") == nil)
        }
        #expect(try get("cases", web.officeToken()).field("Liaison-Incomplete") == other.description)
    }

    @Test func namesTheStationOfACaseThatIsShown() throws {
        let nonce = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        let receipt = try web.post("/\(web.deputy)", ["nonce": nonce, "text": "text"]).field("Location")
        let number = try #require(receipt?.split(separator: "/").dropFirst().first)
        let station = number.split(separator: "-")[0]
        let token = try web.officeToken()
        for path in ["cases/\(number)", "cases/\(number)/message.eml"] {
            #expect(try get(path, token).field("Liaison-Incomplete") == nil)
        }
        let inbox = "\(web.site.directory.path)/stations/\(station)/inbox"
        try Files.makeDirectory("\(inbox)/2020-01-0001.jsonl")
        for path in ["cases/\(number)", "cases/\(number)/message.eml"] {
            let answer = try incomplete(path, token)
            #expect(answer.hasPrefix("HTTP/1.1 200"))
            #expect(answer.field("Liaison-Incomplete") == "\(station)")
        }
    }
}
