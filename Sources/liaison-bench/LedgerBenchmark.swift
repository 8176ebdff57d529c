import Glibc
import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonJournal
import LiaisonStore
import LiaisonSystem

/// What a store of any size costs: to load it, and to act on it then.
///
/// usage: liaison-bench ledger --data DIR
///
/// It appends a few messages to the store. Figures are of the ledger alone; the pages' are the server's. On a busy
/// machine the processor time tells more than the clock.
enum LedgerBenchmark: Benchmark {
    static let name = "ledger"

    static func run(_ arguments: [String]) throws {
        let directory = try DataDirectory(opening: Options(arguments).text("data"))
        let secret = try directory.secret()
        let ledger = try Ledger(directory: directory, secret: secret, committers: 4)
        let stations = try ledger.stations()
        guard let station = stations.first else { throw UsageError(text: "the store is empty") }
        let bytesBefore = try residentBytes()
        let loading = try Cost.of {
            try Thread.concurrently(stations.count) { index in
                do { _ = try ledger.cases(of: stations[index]) } catch { preconditionFailure("\(error)") }
            }
        }
        let cases = try stations.reduce(0) { try $0 + ledger.cases(of: $1).count }
        print("cases: \(cases) at \(stations.count) stations")
        print("load on \(Thread.processorCount) cores: \(loading)")
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
        let submitting = try Cost.of {
            for index in 0..<10 {
                numbers.append(try ledger.perform(submission(index), station: station).caseNumber)
            }
        }
        print("10 submissions, one after another: \(submitting)")
        var entries = 0
        let pulling = try median {
            entries = try ledger.events(after: cursor, of: stations, limit: 500, where: all).entries.count
        }
        print("pull of \(entries) new: \(pulling), cursor \(cursor.text.utf8.count) characters")
        let showing = try median { for number in numbers { _ = try ledger.caseFile(number) } }
        print("\(numbers.count) cases with their texts: \(showing)")
        ledger.stop()
    }

    /// The median of five, each a moment after the last so that the view has to be renewed.
    private static func median(_ body: () throws -> Void) throws -> Cost {
        try (0..<5).map { _ in
            usleep(300_000)
            return try Cost.of(body)
        }.sorted { $0.processor < $1.processor }[2]
    }

    private static func residentBytes() throws -> Int {
        let pages = String(decoding: try Files.read("/proc/self/statm"), as: UTF8.self).split(separator: " ")[
            1]
        return (Int(pages) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}

/// What something took: seconds by the clock, and of all processors together.
private struct Cost: CustomStringConvertible {
    let clock: Double
    let processor: Double

    static func of(_ body: () throws -> Void) rethrows -> Cost {
        let before = processorSeconds()
        let clock = try Rounds.seconds(body)
        return Cost(clock: clock, processor: processorSeconds() - before)
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    var description: String {
        "\(Rounds.text(clock * 1000)) ms, \(Rounds.text(processor * 1000)) ms of processor"
    }
}
