/// The columns of the roster files, contract section 2.
package enum RosterColumn: String, CaseIterable, Sendable {
    case id, name, parent, address, phone, reception
    case station, level, group, title

    /// The columns of a file of stations, in the order in which they are exported.
    package static let ofStations: [RosterColumn] = [.id, .name, .parent, .address, .phone, .reception]
    /// The columns of a file of deputies, in the order in which they are exported.
    package static let ofDeputies: [RosterColumn] = [.id, .name, .station, .level, .group, .title]
    /// What a file of stations can't be without.
    static let requiredOfStations: [RosterColumn] = [.id, .name]
    /// What a file of deputies can't be without.
    static let requiredOfDeputies: [RosterColumn] = [.name, .station, .level]

    /// The Chinese header of the column, which depends on the file: a station's id is 站点编号 in its own
    /// file and in the deputies' file alike.
    package func chineseHeader(ofStations: Bool) -> String {
        switch self {
        case .id: ofStations ? "站点编号" : "编号"
        case .name: ofStations ? "站点名称" : "姓名"
        case .parent: "上级站点"
        case .address: "地址"
        case .phone: "电话"
        case .reception: "接待日"
        case .station: "站点编号"
        case .level: "层级"
        case .group: "小组"
        case .title: "职务"
        }
    }

    /// The most characters that a cell of the column may hold.
    var limit: Int {
        switch self {
        case .id, .level, .station, .parent: 32
        case .name, .phone, .group: 100
        case .address, .reception, .title: 300
        }
    }

    /// The column that a header stands for, spaces, letter case, required-marks and remarks in brackets
    /// aside; nothing for an unknown one.
    init?(header: String, ofStations: Bool) {
        var name = Cell.fold(header).lowercased().filter { $0 != " " && $0 != "*" }
        if let bracket = name.firstIndex(of: "("), bracket != name.startIndex {
            name = String(name[..<bracket])
        }
        let spellings = ofStations ? Self.stationSpellings : Self.deputySpellings
        guard let column = spellings[name] else { return nil }
        self = column
    }

    private static let stationSpellings: [String: RosterColumn] = [
        "站点编号": .id, "编号": .id, "id": .id,
        "站点名称": .name, "名称": .name, "站名": .name, "name": .name,
        "上级站点": .parent, "上级站点编号": .parent, "总站": .parent, "parent": .parent,
        "地址": .address, "站点地址": .address, "address": .address,
        "电话": .phone, "联系电话": .phone, "phone": .phone,
        "接待日": .reception, "接待时间": .reception, "reception": .reception,
    ]

    private static let deputySpellings: [String: RosterColumn] = [
        "编号": .id, "代表编号": .id, "id": .id,
        "姓名": .name, "代表姓名": .name, "name": .name,
        "站点编号": .station, "站点": .station, "所属站点": .station, "station": .station,
        "层级": .level, "代表层级": .level, "级别": .level, "level": .level,
        "小组": .group, "代表小组": .group, "group": .group,
        "职务": .title, "单位及职务": .title, "title": .title,
    ]
}

extension Station {
    /// The text of the station's cell in a column, empty where it says nothing.
    package func text(of column: RosterColumn) -> String {
        switch column {
        case .id: id.description
        case .name: name
        case .parent: parent?.description ?? ""
        case .address: address
        case .phone: phone
        case .reception: reception
        case .station, .level, .group, .title: ""
        }
    }
}

extension Deputy {
    /// The text of the deputy's cell in a column, empty where it says nothing.
    package func text(of column: RosterColumn) -> String {
        switch column {
        case .id: id ?? ""
        case .name: name
        case .station: station.description
        case .level: level.symbol
        case .group: group ?? ""
        case .title: title ?? ""
        case .parent, .address, .phone, .reception: ""
        }
    }
}
