import LiaisonCodes
import LiaisonQR
import LiaisonSystem
import TestSupport

@testable import LiaisonPosters

/// One poster file, and what must come out of the printer.
struct PrintedSample: Sendable, CustomStringConvertible {
    struct Symbol: Sendable {
        let payload: String
        let millimetres: Double
    }

    let description: String
    let paper: Paper
    let pages: Int
    let texts: [String]
    let codes: [Symbol]
    let html: @Sendable () throws -> [UInt8]

    /// Prints to `poster.pdf` in a directory.
    func print(into directory: String, with fonts: FontSet) throws {
        try Files.create("\(directory)/poster.html", with: try html())
        _ = try Shell.run(
            """
            \(try fonts.environment(in: directory)) chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer \
            --user-data-dir=\(directory)/profile --print-to-pdf=\(directory)/poster.pdf \
            file://\(directory)/poster.html >/dev/null 2>&1
            """)
    }

    static let all: [PrintedSample] = {
        do {
            return try [singles(), stands(), walls(), cards(), forms(), boards(), months()].flatMap { $0 }
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// Those with the longest names and the least room.
    static let awkward = all.filter {
        ["single a5", "wall of 12, a3", "cards", "paper forms"].contains($0.description)
    }

    private static func boards() throws -> [PrintedSample] {
        let station = try Samples.station(name: Samples.longestStation)
        let items = [String](repeating: "群众反映的事项当场登记，交给受理编号，凭编号可查办理情况。", count: 18)
        return [
            PrintedSample(
                description: "rules", paper: .a3, pages: 1,
                texts: ["接待群众制度", "18.", "凭编号可查办理情况。", station.name], codes: []
            ) {
                try Samples.press().rules([PosterBoard(heading: "接待群众制度", items: items)], of: station)
            }
        ]
    }

    private static func months() throws -> [PrintedSample] {
        let station = try Samples.station()
        let first = CivilDate(daysSince1970: 20_788)
        let days = try (0..<31).map { index in
            PosterReception(
                date: first.adding(days: index), time: "上午 9:00–11:30", place: Samples.longestStation,
                deputies: try Samples.deputies(5).map(\.name), isCancelled: index == 3)
        }
        return [
            PrintedSample(
                description: "reception, 31 days", paper: .a4, pages: 1,
                texts: ["2026年12月接待日", "12月31日", "星期四", "取消", "12345"],
                codes: symbols(station, [(station.code, 55)])
            ) {
                try Samples.press().reception(days, in: first, of: station)
            }
        ]
    }

    private static func singles() throws -> [PrintedSample] {
        let deputies = try Samples.deputies(8)
        return try [(Paper.a3, 179.0), (.a4, 121), (.a5, 80)].map { paper, millimetres in
            let (zhang, long) = (deputies[0], deputies[4])
            let station = try Samples.station(name: paper == .a5 ? Samples.longestStation : "清溪镇人大代表联络站")
            return PrintedSample(
                description: "single \(paper)", paper: paper, pages: 3,
                texts: [
                    station.name, "张伟代表", "乡镇人大代表", "村（社区）工作者", "\(long.name)代表", "\(zhang.code)",
                    "llz.example.gov.cn/\(zhang.code)", "每月28日，逢6", "12345", "2025年12月24日",
                    "近期值班：12月28日 张伟、阿卜杜拉·买买提；1月5日 欧阳䶮", "张贴处：镇政府一楼政务服务大厅东侧入口公示栏",
                ],
                codes: symbols(
                    station,
                    [(station.code, millimetres), (zhang.code, millimetres), (long.code, millimetres)])
            ) {
                try Samples.press().single([.station, .deputy(zhang), .deputy(long)], of: station, on: paper)
            }
        }
    }

    private static func stands() throws -> [PrintedSample] {
        let deputy = try Samples.deputies(3)[2]
        let station = try Samples.station()
        return [(Paper.a5, 63.0), (.a4, 95)].map { paper, millimetres in
            PrintedSample(
                description: "counter \(paper)", paper: paper, pages: 2,
                texts: [
                    station.name, "Deputy 欧阳䶮", "\(deputy.code)", "Reception days", "12345",
                    "On duty: 12/28 张伟, 阿卜杜拉·买买提; 1/5 欧阳䶮", "To hang at: 镇政府一楼政务服务大厅东侧入口公示栏",
                    "Printed 2025-12-24",
                ],
                codes: symbols(station, [(station.code, millimetres), (deputy.code, millimetres)])
            ) { try Samples.press(.english).counter([.station, .deputy(deputy)], of: station, on: paper) }
        }
    }

    /// Deputies, paper, pages, the deputies' and the station's symbol in millimetres.
    private static let wallSizes: [(Int, Paper, Int, Double, Double)] = [
        (0, .a3, 1, 86, 63), (3, .a3, 1, 91, 63), (12, .a3, 1, 39, 63), (128, .a3, 6, 40, 63),
        (12, .a4, 2, 45, 42),
    ]

    private static func walls() throws -> [PrintedSample] {
        try wallSizes.map { count, paper, pages, millimetres, own in
            let station =
                count == 0 ? try Samples.emptyStation() : try Samples.station(name: Samples.longestStation)
            let deputies = try Samples.deputies(count)
            let codes = [(station.code, own)] + deputies.map { ($0.code, millimetres) }
            return PrintedSample(
                description: "wall of \(count), \(paper)", paper: paper, pages: pages,
                texts: [station.name, "12345", "2025年12月24日"] + deputies.flatMap { [$0.name, "\($0.code)"] },
                codes: symbols(station, codes)
            ) { try Samples.press().wall(deputies, of: station, on: paper) }
        }
    }

    private static func cards() throws -> [PrintedSample] {
        let deputies = try Samples.deputies(12)
        let station = try Samples.station()
        return [
            PrintedSample(
                description: "cards", paper: .a4, pages: 2,
                texts: [station.name, "12345", "每月28日"]
                    + deputies.flatMap { ["\($0.name)代表", "llz.example.gov.cn/\($0.code)"] },
                codes: symbols(station, deputies.map { ($0.code, 33) })
            ) { try Samples.press().cards(deputies, of: station) },
            PrintedSample(
                description: "cards in English", paper: .a4, pages: 2,
                texts: deputies.map { "Deputy \($0.name)" },
                codes: symbols(station, deputies.map { ($0.code, 33) })
            ) { try Samples.press(.english).cards(deputies, of: station) },
        ]
    }

    private static func forms() throws -> [PrintedSample] {
        let station = try Samples.station(name: Samples.longestStation)
        let forms = try Samples.forms()
        return [
            PrintedSample(
                description: "paper forms", paper: .a4, pages: 2,
                texts: forms.flatMap { [$0.caseNumber, "\($0.queryCode)"] }
                    + [
                        station.name, Samples.notice.handler, Samples.notice.contact, "llz.example.gov.cn/q",
                        "12345",
                    ],
                codes: forms.map {
                    let path = "r/\($0.caseNumber)/\($0.queryCode)"
                    return Symbol(payload: QRPayload(station.base, path: path).text, millimetres: 48)
                }
            ) { try Samples.press().paperForms(forms, of: station, notice: Samples.notice) }
        ]
    }

    private static func symbols(_ station: PosterStation, _ codes: [(Code, Double)]) -> [Symbol] {
        codes.map { Symbol(payload: QRPayload(station.base, $0.0).text, millimetres: $0.1) }
    }
}

/// Python's packages, for the checks that they make.
enum Python {
    /// Whether Python and all these modules are installed.
    static func has(_ modules: String...) -> Bool {
        do {
            return try Shell.run("python3 -c 'import \(modules.joined(separator: ","))' 2>/dev/null").status
                == 0
        } catch {
            return false
        }
    }
}
