import LiaisonCodes
import LiaisonText

/// One row of the table of a holder's columns: what the column is called, and where its value is.
///
/// Whatever goes over columns goes over the table: reading and writing files, storing, JSON, the difference. A new column
/// is a case of ``RosterColumn``, a property of the holder and a row.
package struct ColumnRow<Holder: Sendable>: Sendable {
    package let traits: ColumnTraits
    private let content: Content
    /// Whether it is stored as null where there is nothing: releases before wrote it so.
    private let isStoredEmpty: Bool

    package var column: RosterColumn { traits.column }

    private enum Content: Sendable {
        /// What tells holders apart; whoever reads it knows its type.
        case key(@Sendable (Holder) -> String?)
        case text(any WritableKeyPath<Holder, String> & Sendable)
        case optional(any WritableKeyPath<Holder, String?> & Sendable)
        case flag(any WritableKeyPath<Holder, Bool> & Sendable)
    }

    /// A column that is read by itself, because the row means nothing without it.
    static func key(
        _ column: RosterColumn, _ header: String, _ spellings: [String], limit: Int, isRequired: Bool = true,
        _ text: @escaping @Sendable (Holder) -> String?
    ) -> ColumnRow {
        ColumnRow(
            traits: ColumnTraits(
                column: column, header: header, spellings: spellings, limit: limit, isRequired: isRequired,
                form: .text), content: .key(text), isStoredEmpty: true)
    }

    /// A column of text that is empty where nobody knows.
    static func text(
        _ column: RosterColumn, _ header: String, _ spellings: [String], limit: Int,
        form: ColumnTraits.CellForm = .text, _ path: any WritableKeyPath<Holder, String> & Sendable
    ) -> ColumnRow {
        ColumnRow(
            traits: ColumnTraits(
                column: column, header: header, spellings: spellings, limit: limit, isRequired: false,
                form: form),
            content: .text(path), isStoredEmpty: true)
    }

    /// A column of text that is nothing where nobody knows.
    static func optional(
        _ column: RosterColumn, _ header: String, _ spellings: [String], limit: Int,
        form: ColumnTraits.CellForm = .text, isStoredEmpty: Bool = false,
        _ path: any WritableKeyPath<Holder, String?> & Sendable
    ) -> ColumnRow {
        ColumnRow(
            traits: ColumnTraits(
                column: column, header: header, spellings: spellings, limit: limit, isRequired: false,
                form: form),
            content: .optional(path), isStoredEmpty: isStoredEmpty)
    }

    /// A column of 是 or nothing.
    static func flag(
        _ column: RosterColumn, _ header: String, _ spellings: [String],
        _ path: any WritableKeyPath<Holder, Bool> & Sendable
    ) -> ColumnRow {
        ColumnRow(
            traits: ColumnTraits(
                column: column, header: header, spellings: spellings, limit: 8, isRequired: false, form: .flag
            ),
            content: .flag(path), isStoredEmpty: false)
    }

    /// Whether an import reads the column into the row itself instead of its cells.
    var isKey: Bool {
        if case .key = content { true } else { false }
    }

    /// The cell, empty where the holder says nothing.
    package func text(of holder: Holder) -> String {
        switch content {
        case .key(let text): text(holder) ?? ""
        case .text(let path): holder[keyPath: path]
        case .optional(let path): holder[keyPath: path] ?? ""
        case .flag(let path): holder[keyPath: path] ? CellForm.yes : ""
        }
    }

    /// The value in JSON, null where the holder says nothing; true or false for 是 or nothing.
    package func json(of holder: Holder) -> JSON {
        if case .flag(let path) = content { return .bool(holder[keyPath: path]) }
        let text = text(of: holder)
        return text.isEmpty ? .null : .string(text)
    }

    /// Gives the holder what a cell says; an empty one takes away what was known. Keys stay.
    func set(_ cell: String, in holder: inout Holder) {
        switch content {
        case .key: break
        case .text(let path): holder[keyPath: path] = cell
        case .optional(let path): holder[keyPath: path] = cell.isEmpty ? nil : cell
        case .flag(let path): holder[keyPath: path] = !cell.isEmpty
        }
    }

    /// The member as it is stored; nothing where it is left out.
    func stored(of holder: Holder) -> JSON? {
        switch content {
        case .key(let text): .optional(text(holder))
        case .text(let path): .string(holder[keyPath: path])
        case .optional(let path): holder[keyPath: path].map(JSON.string) ?? (isStoredEmpty ? .null : nil)
        case .flag(let path): holder[keyPath: path] ? .bool(true) : nil
        }
    }

    /// Takes a stored member. Keys stay.
    func load(_ value: JSON?, into holder: inout Holder) throws(RosterDamage) {
        switch (content, value) {
        case (.key, _): break
        case (.text(let path), .string(let text)?): holder[keyPath: path] = text
        case (.optional(let path), .string(let text)?): holder[keyPath: path] = text
        case (.flag(let path), .bool(let flag)?): holder[keyPath: path] = flag
        case (.optional, nil), (.optional, .null?), (.flag, nil), (.flag, .null?): break
        case (.text, _), (.optional, _), (.flag, _): throw .badMember(column.rawValue)
        }
    }

    private typealias CellForm = ColumnTraits.CellForm
}

extension ColumnTraits.CellForm {
    /// The cell that says yes.
    static let yes = "是"
    private static let yeses: Set<String> = ["是", "yes", "y", "true", "1", "√", "✓"]
    private static let noes: Set<String> = ["", "否", "no", "n", "false", "0"]

    /// A cell that says yes or no as the one that is kept, or nothing where it says neither.
    static func flag(_ cell: String) -> String? {
        let word = Cell.fold(cell).lowercased()
        return yeses.contains(word) ? yes : noes.contains(word) ? "" : nil
    }
}

extension Station {
    /// The columns of a file of stations, in the order in which they are exported.
    package static let columns: [ColumnRow<Station>] = [
        .key(.id, "站点编号", ["编号"], limit: 32) { $0.id.description },
        .key(.name, "站点名称", ["名称", "站名"], limit: 100) { $0.name },
        .key(.parent, "上级站点", ["上级站点编号", "总站"], limit: 32, isRequired: false) { $0.parent?.description },
        .text(.address, "地址", ["站点地址"], limit: 300, \.address),
        .text(.phone, "电话", ["联系电话"], limit: 100, form: .number, \.phone),
        .text(.reception, "接待日", ["接待时间"], limit: 300, \.reception),
        .optional(.head, "站长", ["站长姓名", "联络站站长"], limit: 100, \.head),
        .optional(.officer, "联络员", ["联络员姓名"], limit: 100, \.officer),
        .optional(.rotation, "轮值站长", ["轮值站长名单", "轮值"], limit: 300, \.rotation),
        .optional(.district, "区划", ["行政区划", "所属区划", "区县"], limit: 100, \.district),
    ]

    /// ``columns`` without their values.
    package static let columnTraits = columns.map(\.traits)

    /// The text of the station's cell in a column, empty where it says nothing.
    package func text(of column: RosterColumn) -> String {
        Self.columns.first { $0.column == column }?.text(of: self) ?? ""
    }
}

extension Deputy {
    /// The columns of a file of deputies, in the order in which they are exported.
    package static let columns: [ColumnRow<Deputy>] = [
        .key(.id, "编号", ["代表编号"], limit: 32, isRequired: false) { $0.id },
        .key(.name, "姓名", ["代表姓名"], limit: 100) { $0.name },
        .key(.station, "站点编号", ["站点", "所属站点"], limit: 32) { $0.station.description },
        .key(.level, "层级", ["代表层级", "级别"], limit: 32) { $0.level.symbol },
        .optional(.group, "小组", ["代表小组"], limit: 100, isStoredEmpty: true, \.group),
        .optional(.title, "职务", ["单位及职务"], limit: 300, isStoredEmpty: true, \.title),
        .optional(.gender, "性别", [], limit: 8, \.gender),
        .optional(.employer, "单位", ["工作单位", "所在单位"], limit: 300, \.employer),
        .optional(.publicPhone, "公开电话", ["publicphone"], limit: 100, form: .number, \.publicPhone),
        .flag(.cadre, "领导干部", ["是否领导干部"], \.isCadre),
        .optional(.term, "届次", ["届别"], limit: 100, \.term),
    ]

    /// ``columns`` without their values.
    package static let columnTraits = columns.map(\.traits)

    /// The text of the deputy's cell in a column, empty where it says nothing.
    package func text(of column: RosterColumn) -> String {
        Self.columns.first { $0.column == column }?.text(of: self) ?? ""
    }
}
