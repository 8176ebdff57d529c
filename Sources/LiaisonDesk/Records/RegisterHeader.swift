import LiaisonRecords
import LiaisonRoster

/// The columns of a register as a spreadsheet.
enum RegisterColumn: String, CaseIterable {
    case station, duty, on, deputies, people, title, text, `case`, reference, guests, votes, result

    /// How it may be called, in either language, as it is compared; our own pages' labels are among them.
    private var headers: [String] {
        switch self {
        case .station:
            ["station", "站点", "站点编号", "站点名称", "联络站", "联络站编号", "联络站名称", "代表联络站", "所属联络站"]
        case .duty: ["duty", "履职任务", "任务", "任务名称", "类别", "履职类别", "活动类别"]
        case .on: ["on", "date", "day", "日期", "哪一天", "时间", "履职日期", "活动日期", "开展日期"]
        case .deputies:
            [
                "deputies", "deputy", "whichdeputies", "代表", "哪几位代表", "人大代表", "代表姓名", "代表编码", "姓名", "履职代表",
                "参加代表",
            ]
        case .people: ["people", "人次", "人数", "参加人数", "参与人数", "接待人次", "接待人数"]
        case .title: ["title", "标题", "题目", "主题", "事项", "活动名称"]
        case .text: ["text", "whatwasdone", "内容", "做了什么", "说明", "备注", "情况", "主要内容", "活动内容", "详细内容"]
        case .case: ["case", "casenumber", "受理编号", "对应的受理编号"]
        case .reference: ["reference", "documentnumber", "文号", "编号", "建议编号"]
        case .guests: ["guests", "whoelsecame", "到场单位", "到场单位和人员", "参加单位", "列席单位"]
        case .votes: ["votes", "votesonsatisfaction", "测评", "测评票数", "民主测评票数", "满意度测评", "民主测评", "满意/基本满意/不满意"]
        case .result: ["result", "whatbecameofit", "结果", "办理结果", "转化情况", "成果转化", "办理和转化结果"]
        }
    }

    /// No register can be without it.
    var isRequired: Bool { [.duty, .on, .deputies].contains(self) }

    /// The column that a header means; nothing for an unknown one.
    init?(header: String) {
        let name = Sheet.name(ofHeader: header)
        guard let column = Self.allCases.first(where: { $0.headers.contains(name) }) else { return nil }
        self = column
    }
}

/// The first row of a register's spreadsheet: where its columns stand, and what of it is left out.
struct RegisterHeader {
    private let positions: [RegisterColumn: [Int]]
    /// The headers that mean nothing here.
    let unknown: [String]

    /// - Parameter row: The row.
    /// - Throws: Every column that is missing, or there twice; but texts may stand in several, such as contents and remarks.
    init(_ row: Sheet.Row) throws(CaseActionError) {
        var positions: [RegisterColumn: [Int]] = [:]
        var unknown: [String] = []
        var errors: [SheetError] = []
        for (index, cell) in row.cells.enumerated() where !cell.isEmpty {
            guard let column = RegisterColumn(header: cell) else {
                unknown.append(cell)
                continue
            }
            if positions[column] != nil, column != .text {
                errors.append(SheetError(row, column.rawValue, cell, .columnTwice))
            }
            positions[column, default: []].append(index)
        }
        for column in RegisterColumn.allCases where column.isRequired && positions[column] == nil {
            errors.append(SheetError(row, column.rawValue, "", .header))
        }
        if !errors.isEmpty { throw .rows(errors) }
        (self.positions, self.unknown) = (positions, unknown)
    }

    /// What a row says in a column; of several, one below the other.
    func cell(_ column: RegisterColumn, of row: Sheet.Row) -> String {
        (positions[column] ?? []).filter(row.cells.indices.contains).map { row.cells[$0] }
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
