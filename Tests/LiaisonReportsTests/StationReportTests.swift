import LiaisonCodes
import LiaisonReports
import LiaisonStore
import LiaisonSystem
import Testing

@testable import LiaisonCases

/// The report of one station, from a store of three.
@Suite struct StationReportTests {
    @Test func readsThatStationAndWhatCameToItAlone() throws {
        let directory = try Files.makeTemporaryDirectory(named: "liaison-report")
        let noon = Timestamp(milliseconds: 1_766_548_800_000)
        func open() throws -> Ledger {
            try Ledger(
                directory: DataDirectory(at: directory), secret: [UInt8](repeating: 7, count: 32),
                clock: .fixed(noon),
                committers: 1)
        }
        let result = Result {
            let stations = ["S01", "S02", "S03"].map(SmallLedger.station)
            let ledger = try open()
            var numbers: [CaseNumber] = []
            for station in stations {
                let submission = Submission(
                    station: station, to: SmallLedger.code, channel: .scan, topic: nil,
                    personal: Event.Personal(text: "路灯"), nonce: Array(station.description.utf8))
                numbers.append(try ledger.perform(.submission(submission), station: station).caseNumber)
            }
            // The second station's case becomes the first's.
            _ = try ledger.perform(.referral(numbers[1]), station: stations[0])
            let body = Event.Body.transferred(to: SmallLedger.code, station: stations[0])
            _ = try ledger.perform(
                .action(CaseAction(number: numbers[1], body: body)), station: stations[1])
            ledger.stop()

            let reader = try open()
            defer { reader.stop() }
            let source = ReportSource(
                ledger: reader, deadlines: Deadlines(), stations: SmallLedger.names, names: [])
            let report = try Report(
                of: [source],
                ReportRequest(
                    from: nil, to: day("2025-12-31"), asOf: day("2025-12-31"), station: stations[0]))
            #expect(report.stations.map(\.station.id) == [stations[0]])
            #expect(report.totals[.received] == 2)
            #expect(report.totals[.transferredIn] == 1)
            #expect(report.words?.messages == 2)
            #expect(Set(reader.allJournals.map(\.station)) == [stations[0], stations[1]])
        }
        try Files.removeTree(directory)
        try result.get()
    }

    @Test func countsWordsThatWereSentAgainOnce() throws {
        let directory = try Files.makeTemporaryDirectory(named: "liaison-report")
        let result = Result {
            let ledger = try Ledger(
                directory: DataDirectory(at: directory), secret: [UInt8](repeating: 7, count: 32),
                clock: .fixed(Timestamp(milliseconds: 1_766_548_800_000)), committers: 1)
            defer { ledger.stop() }
            let station = SmallLedger.station("S01")
            for (index, phone) in ["13900000001", nil, nil, "13900000002", nil, "13900000003"].enumerated() {
                let submission = Submission(
                    station: station, to: SmallLedger.code, channel: .scan, topic: nil,
                    personal: Event.Personal(text: "桥头停电两天了", name: nil, phone: phone, topic: nil),
                    nonce: Array("\(index)".utf8))
                _ = try ledger.perform(.submission(submission), station: station)
            }
            let source = ReportSource(
                ledger: ledger, deadlines: Deadlines(), stations: SmallLedger.names, names: [])
            let request = ReportRequest(from: nil, to: day("2025-12-31"), asOf: day("2025-12-31"))
            let words = try #require(try Report(of: [source], request).words)
            #expect(words.messages == 4 && words.repeated == 2)
            #expect(words.words.first?.count == 4)
            // A station that is no more stands under its name.
            let closed = ReportSource(
                ledger: ledger, deadlines: Deadlines(), stations: [], closedStations: SmallLedger.names,
                names: [])
            #expect(
                try Report(of: [closed], request).stations.map(\.station)
                    == SmallLedger.names.filter { $0.id == station })
        }
        try Files.removeTree(directory)
        try result.get()
    }
}
