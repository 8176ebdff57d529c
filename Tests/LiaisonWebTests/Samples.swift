import LiaisonCodes
@testable import LiaisonDesk
import LiaisonQR
import LiaisonRecords
import LiaisonSystem
import LiaisonWording

@testable import LiaisonWeb

/// Made-up people and cases that the tests of the pages share.
enum Samples {
    static let site = SiteIdentity(
        name: "韶山市人大代表联络站", handler: "韶山市人大常委会办公室", contact: "0731-55550000",
        retention: "办结后三年")

    static func code(_ value: String) throws -> Code {
        let symbols = Array(value.utf8)
        let check = Alphabet.check(after: symbols.compactMap(Alphabet.value(of:)))
        return try Code(parsing: symbols + [check])
    }

    static func setting(_ language: PageLanguage) -> FormSetting {
        FormSetting(
            site: site, topics: ["道路交通", "环境卫生", "教育医疗", "住房物业", "农业农村", "其他"],
            language: language)
    }

    static func station() throws -> FormPage.Station {
        guard let id = StationID("SS01") else { throw CodeError.wrongCheck }
        return FormPage.Station(
            id: id, name: "清溪镇人大代表联络站", code: try code("QX0001"), address: "清溪镇政府一楼",
            phone: "0731-55550001", reception: "每月6、16、26日")
    }

    static func deputy(name: String = "谢晨云", title: String? = "村（社区）工作者") throws -> FormPage.Context {
        FormPage.Context(
            code: try code("7K3M9Q"), addressee: .deputy(name: name, level: .county, title: title),
            station: try station())
    }

    static func stationForm(deputies count: Int, days: Int = 0) throws -> FormPage.Context {
        let names = ["谢晨云", "程梅生", "程娜平", "阿卜杜拉·买买提", "欧阳建国", "李伟"]
        let levels = CongressLevel.allCases
        let deputies = try (0..<count).map { index in
            let symbols = Alphabet.symbols
            let tail = String(decoding: [symbols[index / 31], symbols[index % 31]], as: UTF8.self)
            return FormPage.DeputyLink(
                code: try code("AB00\(tail)"), name: names[index % names.count],
                level: levels[index * 7 % levels.count])
        }
        let bare = try station()
        guard days > 0, let first = CivilDate(iso8601: "2026-12-28".utf8),
            let time = ReceptionTime(parsing: "9:00-11:30")
        else {
            return FormPage.Context(
                code: try code("QX0001"), addressee: .station(deputies: deputies), station: bare)
        }
        let station = FormPage.Station(
            id: bare.id, name: bare.name, code: bare.code, address: bare.address, phone: bare.phone,
            reception: bare.reception,
            days: (0..<days).map {
                FormPage.Reception(
                    day: ReceptionDay(date: first.adding(days: 10 * $0), times: [time]),
                    names: ["谢晨云", "程梅生"])
            }, head: "毛建国", officer: "李芳")
        return FormPage.Context(
            code: try code("QX0001"), addressee: .station(deputies: deputies), station: station)
    }

    static let problems: [FormProblem] = [
        .textTooLong(count: 5012, limit: 5000), .topicUnknown, .nameTooLong(limit: 50), .phoneUnreadable,
        .photoTooLarge(index: 2, limit: 8), .formExpired,
    ]

    static let values = FormValues(
        text: "我是清溪村的村民，村口的路灯坏了三个月。\n晚上老人出门不方便。", topic: "其他", name: "王秀英",
        phone: "一三八零零", hadPhotos: true)

    static func moment(_ text: String) throws -> Timestamp {
        guard let timestamp = Timestamp(rfc3339: Array(text.utf8)) else { throw CodeError.wrongCheck }
        return timestamp
    }

    static let personal: ReceiptPage.PersonalDetails = {
        var details = ReceiptPage.PersonalDetails()
        details.name = "王秀英"
        details.maskedPhone = "138****8000"
        details.topic = "道路交通"
        details.photos = [
            ReceiptPage.PersonalDetails.Photo(format: "JPEG", byteCount: 2_345_678),
            ReceiptPage.PersonalDetails.Photo(format: "PNG", byteCount: 64_000),
        ]
        return details
    }()

    static func receipt(_ language: PageLanguage, state: PublicState = .received) throws
        -> ReceiptPage.Context
    {
        guard let station = StationID("SS01"), let date = CivilDate(year: 2025, month: 12, day: 24),
            let due = CivilDate(year: 2026, month: 1, day: 24)
        else { throw CodeError.wrongCheck }
        var timeline = [
            TimelineEntry(
                kind: .received, at: try moment("2025-12-24T14:05:00+08:00"), text: values.text, photoCount: 2
            )
        ]
        if state != .received {
            timeline += [
                TimelineEntry(
                    kind: .acknowledged(.ordinary), at: try moment("2025-12-24T16:20:00+08:00"),
                    byName: "联络员 李敏", onBehalfOf: "谢晨云代表"),
                TimelineEntry(
                    kind: .transferred(from: "韶山人大代表联络站", to: "谢晨云代表"),
                    at: try moment("2025-12-25T09:00:00+08:00"), byName: "韶山人大代表联络站"),
                TimelineEntry(
                    kind: .replied, at: try moment("2025-12-29T10:31:00+08:00"), byName: "谢晨云代表",
                    text: "您好！我和村委会、供电所一起看了现场，路灯线路老化。\n供电所已定于1月5日更换，请放心。"),
            ]
        }
        if state == .asked {
            timeline.append(
                TimelineEntry(
                    kind: .asked, at: try moment("2025-12-30T09:00:00+08:00"), byName: "谢晨云代表",
                    text: "请问是哪一盏路灯？灯杆上有编号。"))
        }
        if state == .closed {
            timeline.append(
                TimelineEntry(
                    kind: .closed(.resolved), at: try moment("2026-01-06T15:00:00+08:00"),
                    byName: "谢晨云代表", text: "路灯已全部更换。"))
        }
        let number = CaseNumber(station: station, date: date, value: 123_456)
        let base = try BaseURL(parsing: "https://llz.example.gov.cn")
        let symbol = try QRSymbol(QRPayload(base, path: "r/\(number)/7K3M-9QX2-AB4C"))
        var context = ReceiptPage.Context(
            site: site, language: language, number: number,
            queryCode: try QueryCode(parsing: "7K3M-9QX2-AB4C"), state: state, holder: "谢晨云代表",
            station: "清溪镇人大代表联络站", due: [.received, .acknowledged, .handling].contains(state) ? due : nil,
            timeline: timeline,
            entryHash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            actions: state == .closed ? [.rate, .reopen, .erase] : [.append, .rate, .erase],
            qr: ReceiptPage.QRPath(
                size: symbol.sideWithQuietZone, data: String(decoding: symbol.svgPath, as: UTF8.self)))
        context.lookUpAddress = "llz.example.gov.cn/q"
        context.writeAgain = try code("7K3M9Q")
        return context
    }
}
