import LiaisonCodes
import LiaisonSystem
import LiaisonWording
import Testing

@testable import LiaisonPosters

@Suite struct PosterDocumentTests {
    @Test(arguments: Language.allCases)
    func fetchesNothingAndRunsNothing(language: Language) throws {
        let file = String(
            decoding: try Samples.press(language).wall(Samples.deputies(20), of: Samples.station()),
            as: UTF8.self)
        #expect(file.hasPrefix("<!DOCTYPE html>\n<html lang=\"\(language.rawValue)\">"))
        #expect(file.contains("@page { size: 297mm 420mm; margin: 0; }"))
        for forbidden in ["<script", "<link", "src=", "url(", "@import", "<iframe"] {
            #expect(!file.contains(forbidden))
        }
    }

    @Test func escapesWhatTheRosterSays() throws {
        let deputy = PosterDeputy(
            name: "<b>&\"张·'王", code: try Samples.code(1), level: .city, title: "</style><script>", group: "")
        let file = String(
            decoding: try Samples.press().single([.deputy(deputy)], of: Samples.station(name: "<i>站")),
            as: UTF8.self)
        #expect(file.contains("&lt;b&gt;&amp;&quot;张·&#39;王代表"))
        #expect(file.contains("&lt;/style&gt;&lt;script&gt;"))
        #expect(!file.contains("<i>站"))
    }

    @Test(arguments: PosterLayout.allCases)
    func saysWhoIsOnDutyAndWhereTheSheetHangs(layout: PosterLayout) throws {
        let (press, station) = (Samples.press(), try Samples.station())
        let deputies = try Samples.deputies(3)
        let file: [UInt8] =
            switch layout {
            case .single: try press.single([.station], of: station)
            case .counter: try press.counter([.deputy(deputies[0])], of: station)
            case .wall: try press.wall(deputies, of: station)
            case .card: try press.cards(deputies, of: station)
            case .paperForm:
                try press.paperForms(
                    [
                        PosterForm(
                            caseNumber: "SS00-251224-7K3M9", queryCode: QueryCode(parsing: "0000-0000-0000"))
                    ],
                    of: station,
                    notice: PosterNotice(
                        handler: "a", contact: "b", retention: "c", ordinaryMonths: "3", majorMonths: "6"))
            }
        let text = String(decoding: file, as: UTF8.self)
        // Cards outlast the month, and forms hang nowhere.
        #expect(text.contains("近期值班：12月28日 张伟、阿卜杜拉·买买提；1月5日 欧阳䶮") == (layout != .card))
        #expect(text.contains("张贴处：镇政府一楼") == (layout != .paperForm))
        var plain = station
        (plain.duty, plain.placeName) = ([], nil)
        let without = String(decoding: try press.single([.station], of: plain), as: UTF8.self)
        #expect(!without.contains("值班") && !without.contains("张贴处"))
    }

    @Test func withoutADateTwoRunsAreEqual() throws {
        let press = PosterPress(language: .chinese, printed: nil)
        let first = try press.counter([.station], of: Samples.station())
        #expect(try press.counter([.station], of: Samples.station()) == first)
        #expect(try Samples.press().counter([.station], of: Samples.station()) != first)
    }

    @Test func refusesPaperThatALayoutIsNotMadeFor() throws {
        #expect(throws: PosterError.paperNotForLayout(.wall, .a5)) {
            try Samples.press().wall([], of: Samples.station(), on: .a5)
        }
        #expect(throws: PosterError.paperNotForLayout(.card, .a3)) {
            try Samples.press().cards([], of: Samples.station(), on: .a3)
        }
    }

    @Test(arguments: [false, true]) func slipsSayWhoseTheyAreAndHowToUseThem(areLetters: Bool) throws {
        let holders: [PosterSlip.Holder] = [.deputy(name: "<b>王"), .station, .office]
        let slips = (0..<11).map {
            PosterSlip(holder: holders[$0 % 3], place: Samples.longestStation, code: .random())
        }
        let file = String(
            decoding: try Samples.press().slips(
                slips, base: try Samples.station().base,
                until: try #require(CivilDate(year: 2026, month: 1, day: 7)), areLetters: areLetters),
            as: UTF8.self)
        for slip in slips { #expect(file.contains("\(slip.code)")) }
        for text in ["&lt;b&gt;王代表", "联络员", "2026年1月7日", "llz.example.gov.cn/desk"] {
            #expect(file.contains(text))
        }
        #expect(file.components(separatedBy: "class=\"sheet\"") == (areLetters ? 11 : 2))
        for forbidden in ["<script", "<link", "src=", "url("] { #expect(!file.contains(forbidden)) }
    }

    static let numbers: [(Double, String)] = [
        (0, "0"), (12.5, "12.5"), (-0.0625, "-0.063"), (99.9, "99.9"), (100, "100"),
    ]

    @Test(arguments: numbers)
    func writesLengthsInPlainDecimals(value: Double, text: String) {
        #expect(number(value) == text)
    }
}

extension String {
    /// How often something stands in it.
    fileprivate func components(separatedBy text: String) -> Int {
        var (count, rest) = (0, self[...])
        while let found = rest.firstRange(of: text) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}
