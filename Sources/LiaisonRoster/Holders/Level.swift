/// The level of the congress that a deputy sits in: 国, 省, 市, 县 or 乡.
package enum Level: String, CaseIterable, Comparable, Sendable {
    case national, provincial, municipal, county, township

    /// The one character that rosters and posters use, such as `县`.
    package var symbol: String {
        switch self {
        case .national: "国"
        case .provincial: "省"
        case .municipal: "市"
        case .county: "县"
        case .township: "乡"
        }
    }

    /// Reads a level as rosters write it, or nothing.
    ///
    /// - Parameter text: `县`, `县级`, `县代表`, `区`, `county` and their like; letter case and full-width
    ///   forms don't matter.
    package init?(typed text: some StringProtocol) {
        guard let level = Self.spellings[Cell.fold(text).lowercased()] else { return nil }
        self = level
    }

    package static func < (first: Level, second: Level) -> Bool { first.rank < second.rank }

    private var rank: Int {
        switch self {
        case .national: 0
        case .provincial: 1
        case .municipal: 2
        case .county: 3
        case .township: 4
        }
    }

    private static let spellings: [String: Level] = {
        let stems: [Level: [String]] = [
            .national: ["国", "全国", "国家"],
            .provincial: ["省", "自治区", "直辖市"],
            .municipal: ["市", "地市", "设区市", "自治州", "州"],
            .county: ["县", "区", "县区", "区县", "县市区", "县级市"],
            .township: ["乡", "镇", "乡镇", "乡镇街道"],
        ]
        let words: [Level: [String]] = [
            .provincial: ["province"],
            .municipal: ["municipality", "city", "prefecture"],
            .county: ["district"],
            .township: ["town"],
        ]
        var spellings: [String: Level] = [:]
        for level in Level.allCases {
            for stem in stems[level, default: []] {
                for ending in ["", "级", "代表", "级代表", "人大代表", "级人大代表"] {
                    spellings[stem + ending] = level
                }
            }
            for word in words[level, default: []] + [level.rawValue] { spellings[word] = level }
        }
        return spellings
    }()
}
