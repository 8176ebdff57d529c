import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Who gets in at the desk, and who doesn't any more.
@Suite struct DeskSignInTests {
    private let desk: DeskFixture
    private let deputy: Deputy

    init() throws {
        desk = try DeskFixture(servers: 2)
        deputy = try #require(desk.deputies.first)
    }

    private var scope: Scope { .deputy(deputy.code) }

    @Test func lookingAtASlipSaysWhoseItIsAndChangesNothing() throws {
        let slip = try desk.slip(scope)
        let browser = DeskBrowser(desk)
        for path in ["/desk/in/\(slip.code.text)", "/DESK/IN/\(slip.code.text.lowercased())"] {
            for server in 0...1 {
                browser.server = server
                let page = try browser.get(path)
                #expect(page.status == 200 && page.contains("\(deputy.name)代表"))
                #expect(page.field("Set-Cookie") == nil && page.field("Cache-Control") == "no-store")
            }
        }
        #expect(try !desk.site.enrolments.isUsed(slip.record))
    }

    @Test func aSlipSignsInOnceOnAllServers() throws {
        let slip = try desk.slip(scope)
        let browser = DeskBrowser(desk)
        let answer = try browser.post("/desk/in", ["code": slip.code.text, "pin": "135790"])
        #expect(answer.status == 303 && answer.field("Location") == "/desk")
        let cookie = try #require(answer.field("Set-Cookie"))
        for word in ["__Host-liaison=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=15552000"] {
            #expect(cookie.contains(word))
        }
        for server in 0...1 {
            browser.server = server
            #expect(try browser.get("/desk").contains("已登录：<bdi>\(deputy.name)代表"))
            let again = DeskBrowser(desk)
            again.server = server
            #expect(try again.post("/desk/in", ["code": slip.code.text, "pin": "135790"]).status == 410)
            #expect(try again.get("/desk/in/\(slip.code.text)").status == 410)
            #expect(again.cookie == nil)
        }
    }

    @Test func aReissuedCodeEndsTheSessionsOfBefore() throws {
        let (browser, other) = (try desk.browser(scope), try desk.browser(.station(deputy.station)))
        #expect(try browser.get("/desk").status == 200)
        desk.wait(minutes: 1)
        var roster = try Roster.load(from: desk.directory)
        _ = try roster.reissue(deputy.code, reason: "海报丢了", at: desk.now)
        try roster.save(to: desk.directory)
        for server in 0...1 {
            browser.server = server
            let page = try browser.get("/desk/cases")
            #expect(page.status == 401 && page.contains("已经换发新的编码"))
            other.server = server
            #expect(try other.get("/desk").status == 200)
        }
        desk.wait(minutes: 1)
        #expect(try desk.browser(scope).get("/desk").contains("已登录：<bdi>\(deputy.name)代表"))
    }

    /// Two people, two servers, the same moment.
    @Test func aSlipTriedTwiceAtOnceLetsOneIn() throws {
        for _ in 0..<3 {
            let slip = try desk.slip(scope)
            let statuses = Mutex<[Int]>([])
            nonisolated(unsafe) let desk = desk
            try Thread.concurrently(6, threads: 6) { index in
                do {
                    let browser = DeskBrowser(desk)
                    browser.server = index % 2
                    let answer = try browser.post("/desk/in", ["code": slip.code.text, "pin": "135790"])
                    statuses.withLock { $0.append(answer.status) }
                } catch {
                    Issue.record(error)
                }
            }
            #expect(statuses.withLock { $0.sorted() } == [303, 410, 410, 410, 410, 410])
        }
    }

    @Test(arguments: ["", "12345", "abcdef", "1234567"]) func aSlipWithoutAPINIsLeftAsItIs(pin: String) throws
    {
        let slip = try desk.slip(scope)
        let browser = DeskBrowser(desk)
        let answer = try browser.post("/desk/in", ["code": slip.code.description, "pin": pin])
        #expect(answer.status == 422 && answer.contains("密码是 6 位数字") && browser.cookie == nil)
        #expect(try browser.post("/desk/in", ["code": slip.code.text, "pin": "135790"]).status == 303)
    }

    @Test func aSlipThatIsOverOrEndedOrForgedOpensNothing() throws {
        let browser = DeskBrowser(desk)
        let slip = try desk.slip(scope, days: 1)
        desk.wait(minutes: 24 * 60)
        #expect(try browser.post("/desk/in", ["code": slip.code.text, "pin": "135790"]).status == 410)
        let revoked = try desk.slip(scope)
        _ = try TokenFile.revoke(revoked.record.id, in: desk.directory, at: desk.now)
        #expect(try browser.post("/desk/in", ["code": revoked.code.text, "pin": "135790"]).status == 410)
        let forged = SlipCode.random().text
        #expect(try browser.post("/desk/in", ["code": forged, "pin": "135790"]).status == 404)
        #expect(try browser.get("/desk/in/\(forged)").status == 404)
        let gone = try desk.slip(scope)
        try desk.retire(deputy.code)
        #expect(try browser.post("/desk/in", ["code": gone.code.text, "pin": "135790"]).status == 410)
        #expect(browser.cookie == nil)
    }

    @Test func aTokenSignsIn() throws {
        let token = try desk.token(scope)
        let browser = DeskBrowser(desk)
        #expect(try browser.post("/desk", ["token": "llz_wrong"]).status == 422)
        #expect(try browser.post("/desk", ["token": " \(token.text)\n"]).status == 303)
        #expect(try browser.get("/desk").status == 200)
        // It asks for the token where others are asked for their PIN.
        desk.wait(minutes: 12 * 60)
        let page = try browser.get("/desk")
        #expect(page.status == 401 && page.contains("请再粘贴一次令牌"))
        #expect(try browser.send(["token": "llz_x"], in: page, to: "/desk").status == 422)
        #expect(try browser.send(["token": token.text], in: page, to: "/desk").status == 303)
        #expect(try browser.get("/desk").status == 200)
    }

    @Test(arguments: ["/desk/cases", "/desk/intake", "/desk/out", "/desk/cases/SS00-251224-00000"])
    func aStrangerWithALinkIsAskedToSignIn(path: String) throws {
        let page = try DeskBrowser(desk).get(path)
        #expect(page.status == 401 || page.status == 404)
        #expect(page.field("Set-Cookie") == nil && page.field("Cache-Control") == "no-store")
        #expect(!page.contains(deputy.name))
    }

    @Test func forgedReplayedAndForeignCookiesOpenNothing() throws {
        let browser = try desk.browser(scope)
        let cookie = try #require(browser.cookie)
        let other = try #require(try desk.browser(.office).cookie)
        let halves = (cookie.split(separator: "."), other.split(separator: "."))
        let forged = [
            "", "x", String(cookie.dropLast()) + (cookie.hasSuffix("A") ? "B" : "A"),
            "\(halves.1[0]).\(halves.0[1])", "\(halves.0[0]).\(halves.1[1])",
            "\(halves.0[0]).\(String(repeating: "A", count: 32))", cookie.uppercased(),
        ]
        for value in forged {
            browser.cookie = value
            let page = try browser.get("/desk/out")
            #expect(page.status == 401, "\(value)")
        }
        // Two that differ: nobody can tell which is forged.
        browser.cookie = "\(cookie); __Host-liaison=\(other)"
        #expect(try browser.get("/desk/out").status == 401)
        // A session that somebody has fixed beforehand is not the one that signing in gives.
        let victim = DeskBrowser(desk)
        victim.cookie = cookie
        _ = try victim.post("/desk/in", ["code": desk.slip(.office).code.text, "pin": "135790"])
        #expect(victim.cookie != cookie && victim.cookie != nil)
        // It was signed out with that, and can't be replayed.
        browser.cookie = cookie
        #expect(try browser.get("/desk/out").status == 401)
    }

    @Test func aSessionEndsWithWhatItRestsOn() throws {
        let slip = try desk.slip(scope)
        let browser = DeskBrowser(desk)
        _ = try browser.post("/desk/in", ["code": slip.code.text, "pin": "135790"])
        let other = try desk.browser(scope)
        _ = try TokenFile.revoke(slip.record.id, in: desk.directory, at: desk.now)
        for server in 0...1 {
            (browser.server, other.server) = (server, server)
            #expect(try browser.get("/desk/out").status == 401)
            #expect(try other.get("/desk").status == 200)
        }
        try desk.retire(deputy.code)
        for server in 0...1 {
            other.server = server
            let page = try other.get("/desk/out")
            #expect(page.status == 401 && !page.contains("csrf"))
        }
    }

    @Test func signingOutHoldsEverywhere() throws {
        let (first, second) = (try desk.browser(scope), try desk.browser(scope))
        second.server = 1
        #expect(try second.get("/desk").status == 200)
        let (one, two) = (try #require(first.cookie), try #require(second.cookie))
        let page = try first.get("/desk/out")
        let out = try first.send(["where": "here"], in: page, to: "/desk/out")
        #expect(out.status == 303 && first.cookie == nil)
        first.cookie = one
        first.server = 1
        #expect(try first.get("/desk/out").status == 401)
        #expect(try second.get("/desk").status == 200)
        let third = try desk.browser(scope)
        _ = try third.send(["where": "everywhere"], in: third.get("/desk/out"), to: "/desk/out")
        second.cookie = two
        for server in 0...1 {
            second.server = server
            #expect(try second.get("/desk/out").status == 401)
        }
    }

    @Test func thePINIsAskedForAfterIdleHoursAndCantBeGuessed() throws {
        let browser = try desk.browser(scope)
        desk.wait(minutes: 12 * 60)
        var page = try browser.get("/desk")
        #expect(page.status == 401 && page.contains("请输入密码") && page.contains(deputy.name))
        #expect(try browser.send(["pin": "000000"], in: page, to: "/desk").contains("还可以试 4 次"))
        #expect(try browser.send(["pin": "135790"], in: page, to: "/desk").status == 303)
        #expect(try browser.get("/desk").status == 200)
        desk.wait(minutes: 13 * 60)
        page = try browser.get("/desk")
        for index in 0..<4 {
            browser.server = index % 2
            #expect(try browser.send(["pin": "00000\(index)"], in: page, to: "/desk").status == 422)
        }
        // Without the form's own token no try is taken.
        #expect(try browser.post("/desk", ["pin": "000009", "go": "get"]).status == 401)
        let cookie = browser.cookie
        #expect(try browser.send(["pin": "000004"], in: page, to: "/desk").status == 403)
        browser.cookie = cookie
        #expect(try browser.send(["pin": "135790"], in: page, to: "/desk").status == 401)
        #expect(try browser.get("/desk/out").status == 401)
    }

    @Test func anEnrolmentEndsAfterItsDays() throws {
        let browser = try desk.browser(scope)
        desk.wait(minutes: 180 * 24 * 60)
        let page = try browser.get("/desk/out")
        #expect(page.status == 401 && page.contains("请先登录"))
    }

    @Test func theCookieOpensNothingButTheDesk() throws {
        let browser = try desk.browser(scope)
        for path in ["/api/v1/whoami", "/api/v1/cases"] { #expect(try browser.get(path).status == 401) }
        for path in ["/", "/q", "/\(deputy.code)", "/api/v1/openapi.json"] {
            let page = try browser.get(path)
            #expect(page.status == 200 && page.field("Set-Cookie") == nil)
        }
    }

    @Test(arguments: [
        ("Sec-Fetch-Site: cross-site", 403), ("Origin: https://evil.example", 403),
        ("Origin: https://llz.example.gov.cn.evil.example", 403), ("Origin: http://evil.example", 403),
        ("Origin: https://llz.example.gov.cn", 303), ("Origin: null", 303),
        ("Sec-Fetch-Site: same-origin", 303),
        ("X: y", 303),
    ])
    func whatAForeignPageSendsIsRefused(header: String, status: Int) throws {
        let browser = try desk.browser(scope)
        let page = try browser.get("/desk/out")
        browser.headers = [header]
        #expect(try browser.send(["where": "here"], in: page, to: "/desk/out").status == status)
        let stranger = DeskBrowser(desk)
        stranger.headers = [header]
        let slip = try desk.slip(.office)
        #expect(try stranger.post("/desk/in", ["code": slip.code.text, "pin": "135790"]).status == status)
        #expect(try desk.site.enrolments.isUsed(slip.record) == (status == 303))
    }

    @Test func aFormOfAnotherSessionOrNoneChangesNothing() throws {
        let (browser, other) = (try desk.browser(scope), try desk.browser(scope))
        let foreign = try #require(try other.get("/desk/out").hidden("csrf"))
        for csrf in ["", "x", foreign] {
            #expect(try browser.post("/desk/out", ["where": "here", "csrf": csrf]).status == 403)
        }
        #expect(try browser.post("/desk/out", ["where": "here"]).status == 403)
        #expect(try browser.get("/desk").status == 200)
        // A GET never acts.
        _ = try browser.get(
            "/desk/out?where=everywhere&csrf=\(try #require(browser.get("/desk/out").hidden("csrf")))")
        #expect(try browser.get("/desk").status == 200)
    }
}
