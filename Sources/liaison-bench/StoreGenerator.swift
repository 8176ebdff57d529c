import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonSystem

/// Fills an installation's store with cases that ran their course: what growth is measured on.
///
/// usage: liaison-bench store --data DIR --cases N [--stations M] [--months K]
///
/// DIR has been initialised and has its roster. The cases are spread over the first M stations (all unless
/// given) and the K months up to now (24 unless given), each month a segment; the lines are written through the
/// same encoding as the server's, chained and sealed, so that `liaison verify` finds nothing.
enum StoreGenerator: Benchmark {
    static let name = "store"

    static func run(_ arguments: [String]) throws {
        let options = try Options(arguments)
        let directory = try DataDirectory(opening: options.text("data"))
        let count = try options.number("cases", else: nil)
        let roster = try Roster.load(from: directory)
        let stations = roster.stations.prefix(try options.number("stations", else: .max))
        guard !stations.isEmpty else { throw UsageError(text: "the roster has no stations") }
        let keys = ReceiptKeys(secret: try directory.secret())
        let now = WallClock.system.now
        let months = try options.number("months", else: 24)
        let work = stations.enumerated().map { index, station in
            GeneratedStation(
                id: station.id,
                addressees: [station.code] + roster.deputies(of: station.id).map(\.code),
                // Rounded so that the shares add up to the whole.
                cases: count * (index + 1) / stations.count - count * index / stations.count,
                start: now.adding(milliseconds: -Int64(months) * 30 * GeneratedStation.day), end: now,
                keys: keys)
        }
        let seconds = try Rounds.seconds {
            try Thread.concurrently(work.count) { index in
                do {
                    try work[index].write(to: directory.directory(of: work[index].id).path(of: .inbox))
                } catch {
                    preconditionFailure("\(error)")
                }
            }
        }
        print("\(count) cases at \(stations.count) stations in \(Rounds.text(seconds)) s")
        for station in work.prefix(3) {
            let nonce = station.nonce(ofCase: 0)
            let number = station.number(ofCase: 0)
            print("receipt: /r/\(number)/\(keys.queryCode(forNonce: nonce))")
        }
    }
}
