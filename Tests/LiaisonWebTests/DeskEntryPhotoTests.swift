import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import TestSupport
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Photos of entries at the desk. Today is 24 December 2025.
@Suite struct DeskEntryPhotoTests: DeskSuite {
    let cast: DeskCast
    private let jpeg: [UInt8]
    private let png: [UInt8]

    init() throws {
        cast = try DeskCast()
        jpeg = try EntryPhotoAPITests.sample("phone.jpg")
        png = try EntryPhotoAPITests.sample("screen.png")
    }

    private static let form = "name=\"duty\""
    private static let again = "请重新选择照片"

    private func add(
        _ browser: DeskBrowser, _ photos: [[UInt8]], duty: String = "visit", in page: String? = nil
    ) throws -> String {
        try browser.send(
            ["duty": duty, "on": "2025-12-20", "people": "1", "title": "走访三户"], photos: photos,
            in: page ?? browser.get("/desk/log?station=\(deputy.station)"), to: "/desk/log",
            formWith: Self.form)
    }

    private func number(_ answer: String) throws -> String {
        #expect(answer.status == 303, "\(answer)")
        return try #require(
            answer.field("Location")?.split(separator: "=").last.map(String.init))
    }

    private var stations: String { "\(desk.directory.path)/stations" }

    @Test func theFormTakesPhotosAndTheEntrysPageShowsThem() throws {
        let browser = try desk.browser(scope)
        let page = try browser.get("/desk/log")
        #expect(page.contains("name=\"photos\"") && page.contains("enctype=\"multipart/form-data\""))
        let entry = try number(add(browser, [jpeg, png], in: page))
        // Sent twice, through another server, it is one entry with two photos.
        browser.server = 1
        #expect(try number(add(browser, [jpeg, png], in: page)) == entry)
        #expect(try entries().count == 1)
        let path = "/desk/log/\(entry)"
        let shown = try browser.get(path)
        for index in 1...2 {
            let photo = "\(path)/photos/\(index)"
            #expect(shown.contains("<img src=\"\(photo)\""))
            let bytes = try browser.bytes(photo)
            let head = String(decoding: bytes.prefix(1000), as: UTF8.self)
            #expect(head.status == 200 && bytes.firstRange(of: Array("SECRET".utf8)) == nil)
            #expect(head.field("X-Content-Type-Options") == "nosniff")
            let name = "filename=\"\(entry)-\(index).\(index == 1 ? "jpg" : "png")\""
            #expect(head.field("Content-Disposition") == "inline; \(name)")
            let saved = String(decoding: try browser.bytes("\(photo)?save=yes").prefix(1000), as: UTF8.self)
            #expect(saved.field("Content-Disposition") == "attachment; \(name)")
        }
        #expect(try browser.get("\(path)/photos/3").status == 404)
        for other in [Scope.deputy(colleague.code), .deputy(stranger.code), .station(stranger.station)] {
            #expect(try desk.browser(other).get("\(path)/photos/1").status == 404)
        }
        #expect(try desk.browser(station).get("\(path)/photos/1").status == 200)
        #expect(try DeskBrowser(desk).get("\(path)/photos/1").status == 401)
    }

    @Test func whatIsWrongIsSaidAndThatPhotosMustBeChosenAgain() throws {
        let browser = try desk.browser(scope)
        func refused(_ photos: [[UInt8]], duty: String = "visit", _ sentence: String) throws {
            let before = try DirectoryContents(of: stations)
            let answer = try add(browser, photos, duty: duty)
            #expect(answer.status == 422 && answer.contains(sentence), "\(answer)")
            #expect(answer.contains(Self.again) && answer.contains("value=\"走访三户\""))
            #expect(before.differences(to: try DirectoryContents(of: stations)) == [])
            // Put right on that very page, it goes through.
            _ = try number(add(browser, [png], in: answer))
        }
        try refused([jpeg], duty: "", "请写履职任务")
        try refused([jpeg, Array("no photo".utf8)], "第 2 个文件不是")
        try refused([jpeg, png, png, png], "最多 3 张照片")
        try refused([png, jpeg + [UInt8](repeating: 0, count: 8 << 20)], "第 2 张照片超过 8 MB")
        let long = [UInt8](repeating: 0, count: 9 << 20)
        try refused([jpeg, long, long], "第 2 张照片超过 8 MB")
        #expect(try desk.site.ledger.verify().findings.isEmpty)
        #expect(try Files.names(in: desk.site.ledger.photos.spool).isEmpty)
    }

    @Test func anAmendmentAddsPhotosAndAFullEntryTakesNoMore() throws {
        let browser = try desk.browser(scope)
        let path = "/desk/log/\(try number(add(browser, [jpeg])))"
        func amend(_ photos: [[UInt8]]) throws -> String {
            try browser.send(
                [:], photos: photos, in: browser.get(path), to: path, formWith: "value=\"amended\"")
        }
        #expect(try amend([png]).status == 303)
        #expect(try browser.get(path).contains("\(path)/photos/2"))
        let full = try amend([
            EntryPhotoAPITests.sample("dot.png"), EntryPhotoAPITests.sample("grey.jpg"),
        ])
        #expect(full.status == 409 && full.contains("最多 3 张照片") && full.contains(Self.again), "\(full)")
        #expect(try !browser.get(path).contains("\(path)/photos/3"))
        // An officer amends at another server what they see there.
        let officer = try desk.browser(station)
        officer.server = 1
        let amended = try officer.send(
            [:], photos: [EntryPhotoAPITests.sample("dot.png")], in: officer.get(path), to: path,
            formWith: "value=\"amended\"")
        #expect(amended.status == 303)
        #expect(try browser.get("\(path)/photos/3").status == 200)
    }

    /// A browser that sends a form again from the page in between has forgotten its photos.
    @Test func nothingIsEnteredWithoutItsPhotosAfterASignInInBetween() throws {
        let browser = try desk.browser(scope)
        let page = try browser.get("/desk/log")
        desk.wait(minutes: 13 * 60)
        let asked = try add(browser, [jpeg], in: page)
        #expect(asked.status == 401 && asked.contains("name=\"pin\""))
        let back = try browser.send(["pin": "135790"], in: asked, to: "/desk/log", formWith: "name=\"pin\"")
        #expect(back.status == 422 && back.contains(Self.again), "\(back)")
        #expect(back.contains("value=\"走访三户\""))
        #expect(try entries().isEmpty)
        #expect(try number(add(browser, [jpeg], in: back)).isEmpty == false)
        #expect(try entries().map { $0["photos"]?.elements?.count } == [1])
    }
}
