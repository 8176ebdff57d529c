/// How the deputies of a station are spread over sheets: by level, then group, in rows of equal height.
struct WallPagination: Equatable {
    /// Deputies of one level, by group.
    struct Section: Equatable {
        let level: PosterLevel
        let deputies: [PosterDeputy]
    }

    /// What stands below what on a sheet.
    enum Row: Equatable {
        /// A section's heading; `isContinued` where the section began on an earlier sheet.
        case heading(Section, isContinued: Bool)
        case deputies([PosterDeputy])
    }

    /// The rows of each sheet; a station without deputies has one empty sheet.
    let pages: [[Row]]

    /// Lays sections out.
    ///
    /// - Parameters:
    ///   - sections: The sections in order.
    ///   - columns: Deputies a row.
    ///   - rowHeight: A row's height in millimetres.
    ///   - headingHeight: A heading's.
    ///   - firstHeight: The room on the first sheet.
    ///   - height: The room on each further sheet.
    init(
        _ sections: [Section], columns: Int, rowHeight: Double, headingHeight: Double, firstHeight: Double,
        height: Double
    ) {
        var pages: [[Row]] = [[]]
        var room = firstHeight
        for section in sections {
            var rest = section.deputies[...]
            var isContinued = false
            while !rest.isEmpty {
                // A heading never stands alone at the foot of a sheet.
                if room < headingHeight + rowHeight && !(pages.last ?? []).isEmpty {
                    pages.append([])
                    room = height
                }
                pages[pages.count - 1].append(.heading(section, isContinued: isContinued))
                room -= headingHeight
                isContinued = true
                repeat {
                    pages[pages.count - 1].append(.deputies(Array(rest.prefix(columns))))
                    rest = rest.dropFirst(columns)
                    room -= rowHeight
                } while !rest.isEmpty && room >= rowHeight
            }
        }
        self.pages = pages
    }

    /// Sorts deputies into sections: levels from the highest, in each the groups by the number in their name.
    ///
    /// Deputies without a group come last in their level; within a group the roster's order stays.
    static func sections(of deputies: [PosterDeputy]) -> [Section] {
        PosterLevel.allCases.compactMap { level in
            let members = deputies.filter { $0.level == level }
            if members.isEmpty { return nil }
            var groups: [String] = []
            for member in members where !groups.contains(member.group) { groups.append(member.group) }
            let order = groups.enumerated().sorted { first, second in
                let (a, b) = (groupNumber(first.element), groupNumber(second.element))
                return a == b ? first.offset < second.offset : a < b
            }
            return Section(
                level: level,
                deputies: order.flatMap { group in members.filter { $0.group == group.element } })
        }
    }

    /// The number in a group's name, in digits or Chinese numerals up to 99; names without one come after.
    static func groupNumber(_ name: String) -> Int {
        guard !name.isEmpty else { return .max }
        let digits = name.drop { !("0"..."9").contains($0) }.prefix { ("0"..."9").contains($0) }
        if let number = Int(digits) { return number }
        let numerals: [Character: Int] = [
            "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
        ]
        let values = name.drop { numerals[$0] == nil }.prefix { numerals[$0] != nil }.compactMap {
            numerals[$0]
        }
        guard let first = values.first else { return .max - 1 }
        guard let ten = values.firstIndex(of: 10) else { return first }
        let tens = ten == 0 ? 1 : values[ten - 1]
        return tens * 10 + (ten + 1 < values.count ? values[ten + 1] : 0)
    }
}
