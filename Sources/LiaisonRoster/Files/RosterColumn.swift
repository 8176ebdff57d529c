/// The columns of the roster files, contract section 2. The raw value is the English header, the name of the stored
/// member and that in JSON; what else is to be known of a column stands in its row of ``Station/columns`` or
/// ``Deputy/columns``.
package enum RosterColumn: String, CaseIterable, Sendable {
    case id, name, parent, address, phone, reception, head, rotation, officer, district
    case station, level, group, title, gender, employer
    case publicPhone = "public_phone"
    case cadre, term

    /// Whether the first release knew the column: a release that doesn't know one takes its name in a code's history for
    /// damage, so there the others stand in a member of their own.
    var isOfFirstRelease: Bool {
        switch self {
        case .id, .name, .parent, .address, .phone, .reception, .station, .level, .group, .title: true
        case .head, .rotation, .officer, .district, .gender, .employer, .publicPhone, .cadre, .term: false
        }
    }
}

/// How a column is called, and what its cells may hold.
package struct ColumnTraits: Equatable, Sendable {
    package let column: RosterColumn
    /// The Chinese header, under which the column is exported.
    package let header: String
    /// What else the column may be called, in small letters, besides its header and its raw value.
    let spellings: [String]
    /// The most characters of a cell.
    let limit: Int
    /// Whether no file may be without the column.
    let isRequired: Bool
    let form: CellForm

    /// What a cell holds.
    enum CellForm: Sendable {
        case text
        /// Digits and signs, of which full-width ones become plain.
        case number
        /// 是 or nothing.
        case flag
    }

    /// Whether a header, folded by ``name(of:)``, means this column.
    func isCalled(_ name: String) -> Bool {
        name == header || name == column.rawValue || spellings.contains(name)
    }

    /// A header without spaces, letter case, required-marks and remarks in brackets.
    static func name(of header: String) -> String {
        let name = Cell.fold(header).lowercased().filter { $0 != " " && $0 != "*" }
        guard let bracket = name.firstIndex(of: "("), bracket != name.startIndex else { return name }
        return String(name[..<bracket])
    }
}

extension [ColumnTraits] {
    /// The column that a header stands for; nothing for an unknown one.
    func column(ofHeader header: String) -> RosterColumn? {
        let name = ColumnTraits.name(of: header)
        return first { $0.isCalled(name) }?.column
    }
}
