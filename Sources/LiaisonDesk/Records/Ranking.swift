import LiaisonCodes
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem

/// Deputies by what they have scored in a period, the highest first; of the same sum, in the order of stations and codes.
///
/// Only the sums of all are made: what makes them up is looked at where it is asked for, so that a page costs what it shows.
package struct Ranking: RandomAccessCollection, Sendable {
    private let sheets: [(deputies: [Deputy], scores: ScoreSheet)]
    private let period: ClosedRange<CivilDate>
    private let duty: String?
    private let names: HolderNames
    private var places: [Place] = []

    private struct Place {
        let sum: Int
        let sheet: Int
        let deputy: Int
        /// Where the deputy was.
        let station: StationID
    }

    /// - Parameters:
    ///   - sheets: The deputies of each station in the order of their codes, the stations in their order, and their scores.
    ///   - period: The days that count.
    ///   - duty: The key of the one duty that counts; nothing for all.
    ///   - names: What stations are called.
    ///   - station: With which station somebody stands in it, told whether they did anything; nothing leaves them out.
    init(
        _ sheets: [(deputies: [Deputy], scores: ScoreSheet)], in period: ClosedRange<CivilDate>,
        for duty: String? = nil, _ names: HolderNames, at station: (Deputy, Bool) -> StationID?
    ) {
        self.sheets = sheets
        self.period = period
        self.duty = duty
        self.names = names
        for (sheet, (deputies, scores)) in sheets.enumerated() {
            for (index, deputy) in deputies.enumerated() {
                let (points, count) = scores.sum(of: deputy.code, in: period, for: duty)
                guard let station = station(deputy, count > 0) else { continue }
                places.append(
                    Place(sum: points.hundredths, sheet: sheet, deputy: index, station: station))
            }
        }
        places.sort {
            if $0.sum != $1.sum { return $0.sum > $1.sum }
            if $0.station != $1.station { return $0.station < $1.station }
            return $0.sheet != $1.sheet ? $0.sheet < $1.sheet : $0.deputy < $1.deputy
        }
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { places.count }

    package subscript(index: Int) -> RecordDesk.Standing {
        let place = places[index]
        let (deputies, scores) = sheets[place.sheet]
        let deputy = deputies[place.deputy]
        return RecordDesk.Standing(
            deputy: deputy, station: place.station,
            score: scores.score(of: deputy.code, in: period, for: duty),
            stationName: names.name(of: place.station), place: self.place(at: index))
    }

    private func place(at index: Int) -> Int? {
        let sum = places[index].sum
        if sum <= 0 { return nil }
        var (low, high) = (0, index)
        while low < high {
            let middle = (low + high) / 2
            if places[middle].sum > sum { low = middle + 1 } else { high = middle }
        }
        return low + 1
    }
}
