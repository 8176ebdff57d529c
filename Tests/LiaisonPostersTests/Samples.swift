import LiaisonCodes
import LiaisonQR
import LiaisonSystem
import LiaisonWording

@testable import LiaisonPosters

/// Stations and deputies as rosters have them, the awkward ones first.
enum Samples {
    static let longestStation =
        "湖南省长沙市芙蓉区示范街道办事处第一社区与第二社区联合设立的人民代表大会代表接待联络服务中心总站一号楼站"
    static let longestName = String(
        "阿卜杜热合曼·买买提吐尔逊·艾力尼亚孜·吐尼亚孜·玉素甫江·阿布都克里木·依明江·努尔麦麦提江·麦麦提敏".prefix(50))

    static func station(name: String = "清溪镇人大代表联络站") throws -> PosterStation {
        var station = PosterStation(
            name: name, code: try code(30_000), address: "韶山市清溪镇政府一楼", phone: "0731-55550001",
            reception: "每月28日，逢6", base: try BaseURL(parsing: "https://llz.example.gov.cn"))
        station.placeName = "镇政府一楼政务服务大厅东侧入口公示栏"
        station.duty = [
            PosterDuty(date: CivilDate(daysSince1970: 20_450), names: ["张伟", "阿卜杜拉·买买提"]),
            PosterDuty(date: CivilDate(daysSince1970: 20_458), names: ["欧阳䶮"]),
        ]
        return station
    }

    static func emptyStation() throws -> PosterStation {
        PosterStation(
            name: "新站", code: try code(30_001), address: "", phone: "", reception: "",
            base: try BaseURL(parsing: "http://10.0.0.5:8080/llz"))
    }

    static func deputies(_ count: Int, groups: Int = 3) throws -> [PosterDeputy] {
        let names = [
            "张伟", "阿卜杜拉·买买提", "欧阳䶮", "𠮷田", longestName, "Aleksandra Konstantinovna Wasilewska-Łukaszewicz",
            "王芳", "李娜",
        ]
        let titles = ["村（社区）工作者", "", "某某（湖南）农业科技发展股份有限公司董事长、党支部书记、高级农艺师", "教师"]
        return try (0..<count).map { index in
            PosterDeputy(
                name: names[index % names.count], code: try code(index),
                level: PosterLevel.allCases[[4, 4, 4, 3, 4, 3, 2, 4, 4, 1][index % 10]],
                title: titles[index % titles.count], group: groups == 0 ? "" : "第\(index % groups + 1)小组")
        }
    }

    /// Distinct codes, the same in every run.
    static func code(_ number: Int) throws -> Code {
        var rest = number
        let values = (0..<6).map { _ in
            defer { rest /= 31 }
            return UInt8(rest % 31)
        }
        let text = (values + [0]).map { Alphabet.symbols[Int($0)] }
        var last: CodeError?
        for symbol in Alphabet.symbols {
            do throws(CodeError) {
                return try Code(parsing: Array(text.dropLast()) + [symbol])
            } catch {
                last = error
            }
        }
        throw last ?? .wrongCheck
    }

    static func press(_ language: Language = .chinese) -> PosterPress {
        PosterPress(language: language, printed: CivilDate(year: 2025, month: 12, day: 24))
    }

    static func forms() throws -> [PosterForm] {
        [
            PosterForm(
                caseNumber: "SS00-251224-7K3M9", queryCode: try QueryCode(parsing: "7K3M-9QX2-AB4C")),
            PosterForm(
                caseNumber: "SS00-251224-8B4N1", queryCode: try QueryCode(parsing: "0123-4567-89AB")),
        ]
    }

    static let notice = PosterNotice(
        handler: "韶山市人大常委会办公室", contact: "0731-55550000", retention: "办结满两年后删除姓名、电话和地址等个人信息",
        ordinaryMonths: "1", majorMonths: "3")
}
