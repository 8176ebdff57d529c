import LiaisonCodes
@testable import LiaisonDesk
import LiaisonSystem
import LiaisonWording
import Testing

@testable import LiaisonWeb

/// Every page in every state that looks different, for the tests here and, as files, for those in
/// `Tests/Scripts` that need a browser.
struct PageGallery {
    /// One rendered page.
    struct Page {
        let name: String
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// All pages in that language.
    static func pages(_ language: PageLanguage) throws -> [Page] {
        try forms(language) + receipts(language) + ordinaryReceipts(language) + unusualReceipts(language)
            + others(language)
    }

    static func forms(_ language: PageLanguage) throws -> [Page] {
        let setting = Samples.setting(language)
        let deputy = FormPage(try Samples.deputy(), setting: setting)
        let nonce = "n0nce"
        return [
            Page(name: "form-draft", bytes: deputy.render(nonce: nonce, values: FormValues(text: "没有斑马线"))),
            Page(name: "form-deputy", bytes: deputy.render(nonce: nonce)),
            Page(
                name: "form-station",
                bytes: FormPage(try Samples.stationForm(deputies: 14), setting: setting).render(nonce: nonce)),
            Page(
                name: "form-missing", bytes: deputy.render(nonce: nonce, problems: [.textMissing], attempt: 2)
            ),
            Page(
                name: "form-problems",
                bytes: deputy.render(nonce: nonce, values: Samples.values, problems: Samples.problems)),
            Page(
                name: "form-id-number",
                bytes: deputy.render(nonce: nonce, values: Samples.values, problems: [.looksLikeIDNumber])),
            Page(
                name: "form-unavailable",
                bytes: deputy.render(nonce: nonce, values: Samples.values, problems: [.serviceUnavailable])),
            Page(
                name: "form-too-many",
                bytes: deputy.render(
                    nonce: nonce, values: Samples.values, problems: [.tooManyRequests(retryAfter: 90)])),
        ]
    }

    static func receipts(_ language: PageLanguage) throws -> [Page] {
        var overdue = try Samples.receipt(language, state: .handling)
        overdue.isOverdue = true
        overdue.actions = [.append]
        let closed = ReceiptPage(try Samples.receipt(language, state: .closed))
        let full = try fullReceipt(language)
        var late = try Samples.receipt(language)
        late.isErased = true
        late.actions = []
        return try PublicState.allCases.map { state in
            Page(
                name: "receipt-\(state)",
                bytes: ReceiptPage(try Samples.receipt(language, state: state)).render(
                    nonce: "n0nce", notice: state == .received ? .sent : nil))
        } + [
            Page(name: "receipt-full", bytes: ReceiptPage(full).render(nonce: "n0nce", notice: .appended)),
            Page(
                name: "receipt-too-late",
                bytes: ReceiptPage(late).render(
                    nonce: "n0nce", draft: ReceiptPage.Draft(action: .append, text: "还有一盏也不亮。"),
                    problems: [.notPossible])),
            Page(name: "receipt-overdue", bytes: ReceiptPage(overdue).render(nonce: "n0nce")),
            Page(
                name: "receipt-dissatisfied",
                bytes: closed.render(nonce: "n0nce", notice: .ratedDissatisfied)),
            Page(
                name: "receipt-problems",
                bytes: closed.render(
                    nonce: "n0nce", draft: ReceiptPage.Draft(action: .rate, text: "还是不亮"),
                    problems: [.ratingMissing])),
        ]
    }

    /// Receipts of an answered and of a closed matter, the message and its answer as long as people ordinarily write.
    private static func ordinaryReceipts(_ language: PageLanguage) throws -> [Page] {
        let sentences =
            switch language.language {
            case .chinese: ["村口的路灯坏了三个月，晚上老人出门看不清路，孩子放学也走这里。", "我们和供电所一起到现场看了，线路老化，已定于下月更换，请您再看看。"]
            case .english:
                [
                    "The lamp at the end of our lane has been dark for three months, and old people fall. ",
                    "We went there with the power company: the line is old and will be replaced. ",
                ]
            }
        let texts = sentences.map { String(String(repeating: $0, count: 600 / $0.count + 1).prefix(600)) }
        return try [PublicState.replied, .closed].map { state in
            var receipt = try Samples.receipt(language, state: state)
            receipt.timeline = receipt.timeline.map { entry in
                guard entry.kind == .received || entry.kind == .replied else { return entry }
                return TimelineEntry(
                    kind: entry.kind, at: entry.at, byName: entry.byName, onBehalfOf: entry.onBehalfOf,
                    text: texts[entry.kind == .received ? 0 : 1], photoCount: entry.photoCount)
            }
            return Page(name: "receipt-ordinary-\(state)", bytes: ReceiptPage(receipt).render(nonce: "n0nce"))
        }
    }

    /// A receipt with everything that one can have, in the middle of a long history.
    private static func fullReceipt(_ language: PageLanguage) throws -> ReceiptPage.Context {
        var full = try Samples.receipt(language)
        full.personal = Samples.personal
        full.historyPage = 2
        full.timeline += (1...41).map { index in
            TimelineEntry(
                kind: .appended, at: Timestamp(milliseconds: 1_767_000_000_000 + Int64(index) * 60_000),
                text: "学校门口没有斑马线，车又快。（\(index)）", added: [.name, .phone])
        }
        return full
    }

    /// Receipts of cases that went another way than most.
    static func unusualReceipts(_ language: PageLanguage) throws -> [Page] {
        var reopened = try Samples.receipt(language, state: .closed)
        reopened.state = .handling
        reopened.due = CivilDate(year: 2026, month: 2, day: 10)
        reopened.actions = [.append, .erase]
        reopened.timeline += [
            TimelineEntry(
                kind: .rated(.dissatisfied), at: try Samples.moment("2026-01-09T20:15:00+08:00"), text: "还是不亮"
            ),
            TimelineEntry(
                kind: .reopened, at: try Samples.moment("2026-01-09T20:16:00+08:00"), text: "第二盏仍然不亮。"),
        ]
        var erased = try Samples.receipt(language, state: .closed)
        erased.isErased = true
        erased.actions = []
        erased.timeline = erased.timeline.map {
            TimelineEntry(kind: $0.kind, at: $0.at, byName: $0.byName, onBehalfOf: $0.onBehalfOf)
        }
        erased.timeline.append(
            TimelineEntry(kind: .erased, at: try Samples.moment("2026-01-10T08:00:00+08:00")))
        var letter = try Samples.receipt(language)
        letter.timeline = [
            TimelineEntry(
                kind: .recorded(arrived: try #require(CivilDate(year: 2025, month: 12, day: 21))),
                at: try Samples.moment("2025-12-24T14:05:00+08:00"), byName: "联络员 李敏",
                text: Samples.values.text)
        ]
        return [
            Page(
                name: "receipt-reopened",
                bytes: ReceiptPage(reopened).render(nonce: "n0nce", notice: .reopened)),
            Page(
                name: "receipt-erased", bytes: ReceiptPage(erased).render(nonce: "n0nce", notice: .erased)),
            Page(name: "receipt-letter", bytes: ReceiptPage(letter).render(nonce: "n0nce")),
        ]
    }

    static func others(_ language: PageLanguage) throws -> [Page] {
        let (site, code) = (Samples.site, try Samples.code("7K3M9Q"))
        let candidates = [
            CodeCandidate(code: code, name: "谢晨云", isDeputy: true),
            CodeCandidate(code: try Samples.code("QX0001"), name: "清溪镇人大代表联络站", isDeputy: false),
        ]
        let station = GonePage.Station(name: "清溪镇人大代表联络站", code: try Samples.code("QX0001"))
        let home = HomePage(site: site, language: language)
        let query = QueryPage(site: site, language: language)
        let gone = GonePage(site: site, language: language)
        return [
            Page(name: "home", bytes: home.render()),
            Page(
                name: "home-problem",
                bytes: home.render(typed: "7K3M9QY", problem: .wrongCheck, candidates: candidates)),
            Page(name: "query", bytes: query.render()),
            Page(
                name: "query-not-found",
                bytes: query.render(
                    number: "SS01-251224-EE444", queryCode: "7K3M-9QX2-AB4C",
                    problems: [.notFound(.init(name: "清溪镇人大代表联络站", phone: "0731-55550001"))])),
            Page(
                name: "query-mistyped",
                bytes: query.render(
                    number: "SS01-251224-7K3M9", queryCode: "7K3M",
                    problems: [.number(.wrongCheck), .queryCode(.wrongLength(found: 4, expected: 12))])),
            Page(name: "not-found", bytes: NotFoundPage(site: site, language: language).render()),
            Page(
                name: "bad-code",
                bytes: BadCodePage(site: site, language: language).render(
                    typed: "7K3M9QY", problem: .wrongCheck, candidates: candidates)),
            Page(
                name: "gone-retired",
                bytes: gone.render(
                    code: code, holder: "谢晨云代表", reason: .retired, station: station)),
            Page(
                name: "gone-reissued",
                bytes: gone.render(
                    code: code, holder: "谢晨云代表", reason: .reissued(try Samples.code("7K3M9R"), reason: nil),
                    station: station)),
            Page(
                name: "gone-revoked",
                bytes: gone.render(
                    code: code, holder: "谢晨云代表", reason: .revoked(reason: "海报遗失"), station: station)),
        ]
            + ProblemPage.Kind.allCases.map { kind in
                Page(
                    name: "problem-\(kind.rawValue)",
                    bytes: ProblemPage(site: site, language: language).render(kind, retryAfter: 30))
            }
    }

    /// The directory that the browser's tests read, from the environment.
    static let directory = Environment.value("LIAISON_GALLERY")

    @Test(.enabled(if: PageGallery.directory != nil, "LIAISON_GALLERY names no directory"))
    func writesTheGallery() throws {
        let directory = try #require(Self.directory)
        try Files.replace(
            "\(directory)/content-security-policy", with: Array(SiteStyle.contentSecurityPolicy.utf8))
        for language in Language.allCases {
            for page in try Self.pages(PageLanguage(language)) {
                try Files.replace("\(directory)/\(page.name).\(language.rawValue).html", with: page.bytes)
            }
        }
    }
}
