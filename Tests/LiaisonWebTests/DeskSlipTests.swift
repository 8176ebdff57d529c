import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// What becomes of a slip whose form is sent twice, whose holder comes back, or that was lost.
@Suite struct DeskSlipTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    private func open(_ slip: TokenFile.IssuedSlip, _ browser: DeskBrowser) throws -> String {
        let page = try browser.get("/desk/in/\(slip.code.text)")
        try #require(page.status == 200 && page.hidden("nonce") != nil, "\(page)")
        return page
    }

    // MARK: Twice is once

    @Test func aSecondTapAndALostAnswerComeToTheSameSession() throws {
        let slip = try desk.slip(scope)
        let page = try open(slip, DeskBrowser(desk))
        var cookies: Set<String> = []
        for server in [0, 1, 1] {
            // Nothing of the answer before has reached the browser.
            let browser = DeskBrowser(desk)
            browser.server = server
            let answer = try browser.send(["pin": "135790"], in: page, to: "/desk/in")
            #expect(answer.status == 303 && answer.field("Location") == "/desk", "\(answer)")
            cookies.insert(try #require(browser.cookie))
            #expect(try browser.get("/desk").contains("已登录：<bdi>\(deputy.name)代表"))
        }
        #expect(cookies.count == 1)
        #expect(try desk.site.enrolments.enrolments(on: slip.record).count == 1)
        // With the cookie of the first answer it is no other session either, and nobody is signed out.
        let browser = DeskBrowser(desk)
        browser.cookie = cookies.first
        #expect(try browser.send(["pin": "135790"], in: page, to: "/desk/in").status == 303)
        #expect(try browser.get("/desk").status == 200)
    }

    /// What couldn't be done, or took too long to be told: the page that says so has the same form.
    @Test func fromThePageThatSaysLaterTheSlipSignsInAllTheSame() throws {
        let slip = try desk.slip(scope)
        let browser = DeskBrowser(desk)
        let page = try open(slip, browser)
        // Somebody has signed in before, so that there is a place for it.
        _ = try desk.browser(.office)
        let place = "\(desk.directory.path(of: .desk))/\(slip.record.name)"
        try Files.create(place, with: [1])
        let later = try browser.send(["pin": "135790"], in: page, to: "/desk/in")
        #expect(later.status == 503 && later.field("Retry-After") != nil, "\(later)")
        #expect(later.hidden("code") == slip.code.text && later.hidden("nonce") == page.hidden("nonce"))
        #expect(!later.contains("135790") && later.contains("name=\"pin\"") && browser.cookie == nil)
        try Files.remove(place)
        var cookies: Set<String> = []
        for server in [1, 0] {
            // The first answer is lost.
            browser.cookie = nil
            browser.server = server
            #expect(try browser.send(["pin": "135790"], in: later, to: "/desk/in").status == 303)
            cookies.insert(try #require(browser.cookie))
        }
        #expect(cookies.count == 1)
    }

    @Test func twoTapsAtTheSameMomentAreOneSession() throws {
        for _ in 0..<3 {
            let page = try open(desk.slip(scope), DeskBrowser(desk))
            let cookies = Mutex<[String?]>([])
            nonisolated(unsafe) let desk = desk
            try Thread.concurrently(4, threads: 4) { index in
                do {
                    let browser = DeskBrowser(desk)
                    browser.server = index % 2
                    let answer = try browser.send(["pin": "135790"], in: page, to: "/desk/in")
                    #expect(answer.status == 303, "\(answer)")
                    cookies.withLock { $0.append(browser.cookie) }
                } catch {
                    Issue.record(error)
                }
            }
            let all = cookies.withLock { $0 }
            #expect(all.count == 4 && Set(all).count == 1 && all[0] != nil)
        }
    }

    @Test func withoutThatFormOrThatPINNobodyGetsIn() throws {
        let slip = try desk.slip(scope)
        let (page, other) = (try open(slip, DeskBrowser(desk)), try open(slip, DeskBrowser(desk)))
        let foreign = try open(desk.slip(.office), DeskBrowser(desk))
        let holder = DeskBrowser(desk)
        #expect(try holder.send(["pin": "135790"], in: page, to: "/desk/in").status == 303)
        let nonce = try #require(page.hidden("nonce"))
        let code = slip.code.text
        let tries: [KeyValuePairs<String, String>] = [
            ["code": code, "pin": "135790"], ["code": code, "pin": "246801", "nonce": nonce],
            ["code": code, "pin": "135790", "nonce": try #require(other.hidden("nonce"))],
            ["code": code, "pin": "135790", "nonce": try #require(foreign.hidden("nonce"))],
            ["code": code, "nonce": nonce],
        ]
        for (index, fields) in tries.enumerated() {
            let browser = DeskBrowser(desk)
            browser.server = index % 2
            let answer = try browser.post("/desk/in", fields)
            #expect(answer.status == 410 && browser.cookie == nil, "\(index)")
        }
        #expect(try holder.get("/desk").status == 200)
        // Signed out, it doesn't come back; nor does it after a while.
        _ = try holder.send(["where": "here"], in: holder.get("/desk/out"), to: "/desk/out")
        #expect(try DeskBrowser(desk).send(["pin": "135790"], in: page, to: "/desk/in").status == 410)
        let late = try open(desk.slip(scope), DeskBrowser(desk))
        #expect(try DeskBrowser(desk).send(["pin": "135790"], in: late, to: "/desk/in").status == 303)
        desk.wait(minutes: 11)
        #expect(try DeskBrowser(desk).send(["pin": "135790"], in: late, to: "/desk/in").status == 410)
    }

    @Test func whoIsSignedInByAPaperIsLedToTheDeskByIt() throws {
        let slip = try desk.slip(scope)
        let browser = DeskBrowser(desk)
        _ = try browser.send(["pin": "135790"], in: open(slip, browser), to: "/desk/in")
        for server in [0, 1] {
            browser.server = server
            let answer = try browser.get("/desk/in/\(slip.code.text)")
            #expect(answer.status == 303 && answer.field("Location") == "/desk")
        }
        desk.wait(minutes: 12 * 60)
        #expect(try browser.get("/desk/in/\(slip.code.text)").status == 303)
        // Others read that it is used.
        for stranger in [DeskBrowser(desk), try desk.browser(.office)] {
            let answer = try stranger.get("/desk/in/\(slip.code.text)")
            #expect(answer.status == 410 && answer.contains("已经用过"))
        }
    }

    // MARK: Whose browser it is

    @Test func anothersSlipSaysWhoWillBeSignedOut() throws {
        let officer = try desk.browser(station)
        let cookie = officer.cookie
        let page = try open(desk.slip(scope), officer)
        #expect(page.contains("现在登录的是") && page.contains("联络员") && page.contains("就会退出"))
        #expect(try officer.get("/desk").status == 200)
        desk.wait(minutes: 12 * 60)
        #expect(try open(desk.slip(scope), officer).contains("就会退出"))
        #expect(try officer.send(["pin": "135790"], in: page, to: "/desk/in").status == 303)
        officer.cookie = cookie
        #expect(try officer.get("/desk/out").status == 401)
        for browser in [DeskBrowser(desk), try desk.browser(scope)] {
            #expect(try !open(desk.slip(scope), browser).contains("就会退出"))
        }
    }

    @Test func thePINPageSaysWhoseItIsAndLetsOthersIn() throws {
        let browser = try desk.browser(scope)
        desk.wait(minutes: 12 * 60)
        let page = try browser.get("/desk")
        #expect(page.status == 401 && page.contains("\(deputy.name)代表"))
        #expect(page.contains("href=\"/desk/in\"") && page.contains("href=\"/desk/out\""))
        #expect(try browser.get("/desk/in").status == 200)
        #expect(try browser.get("/desk/out").status == 200)
        // Nothing was typed, so nothing is said to be kept.
        #expect(!page.contains("您刚才写的还在"))
    }

    // MARK: Lost slips

    private func whose(_ deputy: Deputy) -> String { Scope.deputy(deputy.code).description }

    /// Prints slips at the desk, and gives their codes.
    private func printed(_ officer: DeskBrowser, _ fields: KeyValuePairs<String, String>) throws -> [String] {
        let made = try officer.send(
            fields, in: officer.get("/desk/people"), to: "/desk/people", formWith: "name=\"slip\"")
        try #require(made.status == 303, "\(made)")
        let location = try #require(made.field("Location"))
        let page = try officer.get(location)
        #expect(page.status == 200)
        return page.matches(of: /[0-9A-Y]{4}(?:-[0-9A-Y]{4}){5}/).map { String($0.output) }
    }

    @Test func aNewSlipVoidsThoseThatWereNotUsed() throws {
        let officer = try desk.browser(station)
        let phone = try desk.browser(scope)
        let first = try printed(officer, ["slip": whose(deputy)])
        let second = try printed(officer, ["slip": whose(deputy)])
        #expect(first.count == 1 && second.count == 1 && first != second)
        let old = try DeskBrowser(desk).get("/desk/in/\(first[0])")
        #expect(old.status == 410 && old.contains("已经作废") && !old.contains("令牌"))
        #expect(try DeskBrowser(desk).post("/desk/in", ["code": first[0], "pin": "135790"]).status == 410)
        #expect(try DeskBrowser(desk).get("/desk/in/\(second[0])").status == 200)
        // Whoever has signed in stays in.
        #expect(try phone.get("/desk").status == 200)
        let page = try officer.get("/desk/people")
        #expect(page.contains("有 1 张登录纸未用") && !page.contains("有 2 张") && page.contains("登录纸丢了"))
    }

    @Test func printingForAllAgainLeavesOneLiveSlipEach() throws {
        let officer = try desk.browser(station)
        let first = try printed(officer, ["slips": "yes"])
        let second = try printed(officer, ["slips": "yes"])
        #expect(first.count > 1 && second.count == first.count && Set(first).isDisjoint(with: second))
        for code in first { #expect(try DeskBrowser(desk).get("/desk/in/\(code)").status == 410) }
        for code in second { #expect(try DeskBrowser(desk).get("/desk/in/\(code)").status == 200) }
    }

    @Test func anOlderPageVoidsNothingNewer() throws {
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/people")
        func send() throws -> String {
            try officer.send(
                ["slip": whose(deputy)], in: page, to: "/desk/people", formWith: "name=\"slip\"")
        }
        let location = try #require(try send().field("Location"))
        let newer = try printed(officer, ["slip": whose(deputy)])
        let again = try send()
        #expect(again.status == 409 && again.contains("已经换了新的"))
        let gone = try officer.get(location)
        #expect(gone.status == 410 && gone.contains("没有可以打印的登录纸"))
        #expect(try DeskBrowser(desk).get("/desk/in/\(newer[0])").status == 200)
    }

    @Test func slipsAreShownToWhomTheyMayBeAndForMinutesOnly() throws {
        let officer = try desk.browser(station)
        let made = try officer.send(
            ["slip": whose(deputy)], in: officer.get("/desk/people"), to: "/desk/people",
            formWith: "name=\"slip\"")
        let location = try #require(made.field("Location"))
        let page = try officer.get(location)
        let code = try #require(page.firstMatch(of: /[0-9A-Y]{4}(?:-[0-9A-Y]{4}){5}/)).output
        #expect(!location.contains(code) && !location.contains(code.replacing("-", with: "")))
        #expect(try officer.get(location).contains(code))
        for (other, status) in [(scope, 404), (.station(stranger.station), 410)] {
            let answer = try desk.browser(other).get(location)
            #expect(answer.status == status && !answer.contains(code))
        }
        #expect(try DeskBrowser(desk).get(location).status == 401)
        desk.wait(minutes: 16)
        let late = try officer.get(location)
        #expect(late.status == 410 && !late.contains(code))
    }

    // MARK: Words

    @Test func whoseSignInIsOverReadsOfNoToken() throws {
        let browser = try desk.browser(scope)
        let slip = try desk.slip(scope)
        try desk.retire(deputy.code)
        let page = try browser.get("/desk/out")
        #expect(page.status == 401 && page.contains("已经离任，工作台不再开放"))
        #expect(!page.contains("这个令牌"))
        let gone = try DeskBrowser(desk).get("/desk/in/\(slip.code.text)")
        #expect(gone.status == 410 && gone.contains("已经离任") && !gone.contains("令牌"))
    }

    @Test func onlyWhatCantBeTakenBackIsSaidToBeSo() throws {
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/people")
        desk.wait(minutes: 20)
        let asked = try officer.send(
            ["slip": whose(deputy)], in: page, to: "/desk/people", formWith: "name=\"slip\"")
        #expect(asked.status == 401 && asked.contains("这一步要紧"))
        #expect(!asked.contains("不能撤回") && !asked.contains("您刚才写的还在"))
        #expect(try officer.send(["pin": "135790"], in: asked, to: "/desk/people").status == 303)
    }
}
