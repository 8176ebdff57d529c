import Glibc
import LiaisonCodes
import LiaisonInstallation
import LiaisonLedger
import LiaisonSystem

/// What a store of any size costs: to load it, and to act on it then.
///
/// usage: liaison-bench ledger --data DIR
///
/// It appends a few messages to the store. Figures are of the ledger alone; the pages' are the server's.
enum LedgerBenchmark: Benchmark {
    static let name = "ledger"

    static func run(_ arguments: [String]) throws {
        let directory = try Options(arguments).text("data")
        let secret = try DataDirectory(opening: directory).secret()
        let ledger = try Ledger(directory: directory, secret: secret, committers: 4)
        let stations = try ledger.stations()
        guard let station = stations.first else { throw UsageError(text: "the store is empty") }
        let bytesBefore = try residentBytes()
        let loading = try Rounds.seconds {
            try Thread.concurrently(stations.count) { index in
                do { _ = try ledger.cases(of: stations[index]) } catch { preconditionFailure("\(error)") }
            }
        }
        let cases = try stations.reduce(0) { try $0 + ledger.cases(of: $1).count }
        print("cases: \(cases) at \(stations.count) stations")
        print("load: \(Rounds.text(loading)) s on \(Thread.processorCount) cores")
        print(
            "memory: \(try residentBytes() >> 20) MiB, \((try residentBytes() - bytesBefore) / max(1, cases)) a case"
        )
        let all: (Case) -> Bool = { _ in true }
        var cursor = EventCursor()
        // The reader is up to date: only the positions matter.
        cursor = try ledger.events(after: cursor, of: stations, limit: .max) { _ in false }.cursor
        let addressee = try ledger.cases(of: station)[0].to
        let submission = { (index: Int) -> Proposal in
            .submission(
                Submission(
                    station: station, to: addressee, channel: .scan, topic: nil,
                    personal: Event.Personal(text: "新的留言 \(index)"),
                    nonce: Array("bench \(monotonicNanoseconds()) \(index)".utf8)))
        }
        var numbers: [CaseNumber] = []
        let submitting = try Rounds.seconds {
            for index in 0..<10 {
                numbers.append(try ledger.perform(submission(index), station: station).caseNumber)
            }
        }
        print("submission: \(Rounds.text(submitting / 10 * 1000)) ms")
        var entries = 0
        let pulling = try median {
            entries = try ledger.events(after: cursor, of: stations, limit: 500, where: all).entries.count
        }
        print(
            "pull of \(entries) new: \(Rounds.text(pulling * 1000)) ms, cursor \(cursor.text.utf8.count) characters"
        )
        let showing = try median { for number in numbers { _ = try ledger.caseFile(number) } }
        print("case with its texts: \(Rounds.text(showing / Double(numbers.count) * 1e6)) us")
        ledger.stop()
    }

    /// The median of five, in seconds, each a moment after the last so that the view has to be renewed.
    private static func median(_ body: () throws -> Void) throws -> Double {
        try (0..<5).map { _ in
            usleep(300_000)
            return try Rounds.seconds(body)
        }.sorted()[2]
    }

    private static func residentBytes() throws -> Int {
        let pages = String(decoding: try Files.read("/proc/self/statm"), as: UTF8.self).split(separator: " ")[
            1]
        return (Int(pages) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
