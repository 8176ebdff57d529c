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
    private let names: HolderNames
    private var places: [Place] = []

    private struct Place {
        let sum: Int
        let sheet: Int
        let deputy: Int
    }

    /// - Parameters:
    ///   - sheets: The deputies of each station in the order of their codes, the stations in their order, and their scores.
    ///   - period: The days that count.
    ///   - names: What stations are called.
    ///   - isRanked: Who stands in it.
    init(
        _ sheets: [(deputies: [Deputy], scores: ScoreSheet)], in period: ClosedRange<CivilDate>,
        _ names: HolderNames, where isRanked: (Deputy) -> Bool
    ) {
        self.sheets = sheets
        self.period = period
        self.names = names
        for (sheet, (deputies, scores)) in sheets.enumerated() {
            for index in deputies.indices where isRanked(deputies[index]) {
                let sum = scores.points(of: deputies[index].code, in: period).hundredths
                places.append(Place(sum: sum, sheet: sheet, deputy: index))
            }
        }
        places.sort {
            if $0.sum != $1.sum { return $0.sum > $1.sum }
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
            deputy: deputy, score: scores.score(of: deputy.code, in: period),
            stationName: names.name(of: deputy.station))
    }

    /// The place of whoever stands at an index, from 1: those of one sum share it, and who has scored nothing has none.
    package func place(at index: Int) -> Int? {
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
