import LiaisonCodes
import LiaisonInstallation
import LiaisonNews
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Where deputies and officers are told of news, at the desk and by the API.
@Suite struct DeskContactTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    private let path = "/desk/contacts"

    private func book() throws -> [Contact] { try ContactBook.load(desk.directory).contacts }

    private func bytes() throws -> [UInt8]? {
        try Files.status(desk.directory.path(of: .contacts)) == nil
            ? nil : Files.read(desk.directory.path(of: .contacts))
    }

    private func set(
        _ browser: DeskBrowser, _ holder: String, _ fields: KeyValuePairs<String, String>
    ) throws -> String {
        let page = try browser.get("\(path)/\(holder)")
        return try browser.send(
            fields, in: page, to: "\(path)/\(holder)", formWith: "name=\"kind\" value=\"set\"")
    }

    private func api(
        _ method: String, _ path: String, _ scope: Scope, body: String? = nil, server: Int = 0
    ) throws -> String {
        var head = "\(method) /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        head += "Authorization: Bearer \(try desk.token(scope).text)\r\n"
        if let body { head += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
        return try desk.exchange("\(head)\r\n\(body ?? "")", server: server)
    }

    // MARK: The desk

    @Test func anOfficerSetsSeesAndRemovesAContact() throws {
        let officer = try desk.browser(station)
        #expect(try officer.get(path).contains("还没有登记"))
        let saved = try set(officer, "\(deputy.code)", ["channel": "Mail", "address": " zhang@example.cn "])
        #expect(saved.field("Location") == "\(path)?done=set&station=\(deputy.station)", "\(saved)")
        #expect(try book().map(\.address) == ["zhang@example.cn"])
        #expect(try book().first?.channel == "mail")
        let list = try officer.get(path)
        #expect(list.contains("邮件") && !list.contains("zhang@example.cn"))
        let page = try officer.get("\(path)/\(deputy.code)")
        #expect(page.contains("value=\"zhang@example.cn\""))
        // On another server, twice.
        for server in [1, 0] {
            officer.server = server
            let removed = try officer.send(
                [:], in: page, to: "\(path)/\(deputy.code)", formWith: "name=\"kind\" value=\"removed\"")
            #expect(removed.status == 303)
        }
        #expect(try book().isEmpty)
    }

    @Test func theSameAgainChangesNothing() throws {
        let officer = try desk.browser(station)
        #expect(try set(officer, "\(deputy.station)", ["channel": "ntfy", "address": "a"]).status == 303)
        let before = try bytes()
        desk.wait(minutes: 1)
        #expect(try set(officer, "\(deputy.station)", ["channel": "ntfy", "address": "a"]).status == 303)
        #expect(try bytes() == before)
    }

    @Test func whatIsWrongIsNamedAndWhatWasTypedIsStillThere() throws {
        let officer = try desk.browser(station)
        let channel = try set(
            officer, "\(deputy.code)", ["channel": "两个 字", "address": "地址<b>"])
        #expect(channel.status == 422 && channel.contains("小写字母"), "\(channel)")
        #expect(channel.contains("value=\"地址&lt;b&gt;\"") && channel.contains("value=\"两个 字\""))
        let address = try set(officer, "\(deputy.code)", ["channel": "mail", "address": " "])
        #expect(address.status == 422 && address.contains("请写发到哪里"))
        let stale = try officer.send(
            ["csrf": "x", "channel": "mail", "address": "a@b.cn"], in: officer.get("\(path)/\(deputy.code)"),
            to: "\(path)/\(deputy.code)", formWith: "name=\"kind\" value=\"set\"")
        #expect(stale.status == 403 && stale.contains("value=\"a@b.cn\""))
        #expect(try bytes() == nil)
    }

    @Test func aFileThatIsNoTableIsNamedAndStays() throws {
        let workbook: [UInt8] = [0x50, 0x4B, 3, 4]
        try Files.replace(desk.directory.path(of: .contacts), with: workbook, mode: 0o600)
        let officer = try desk.browser(station)
        let page = try officer.get(path)
        #expect(page.status == 503 && page.contains("contacts.csv"))
        #expect(try api("GET", "contacts", station).status == 503)
        #expect(
            try api(
                "PUT", "contacts/\(deputy.code)", station, body: #"{"channel":"mail","address":"a@b.cn"}"#
            ).status == 503)
        #expect(try bytes() == workbook)
    }

    @Test func othersAndDeputiesSeeNothing() throws {
        #expect(
            try set(desk.browser(.office), "\(deputy.code)", ["channel": "mail", "address": "secret@a.cn"])
                .status == 303)
        let before = try bytes()
        let page = try desk.browser(station).get("\(path)/\(deputy.code)")
        for other in [Scope.station(stranger.station), scope, .deputy(stranger.code)] {
            let browser = try desk.browser(other)
            let one = try browser.get("\(path)/\(deputy.code)")
            #expect(one.status == 404 && !one.contains("secret"))
            #expect(try !browser.get(path).contains("secret"))
            #expect(try !browser.get("\(path)?station=\(deputy.station)").contains("/\(deputy.code)"))
            let csrf = try browser.get("/desk/out").hidden("csrf") ?? ""
            for kind in ["set", "removed"] {
                let forged = try browser.send(
                    ["csrf": csrf, "kind": kind, "channel": "mail", "address": "evil@a.cn"], in: page,
                    to: "\(path)/\(deputy.code)")
                #expect(forged.status == 404, "\(forged)")
            }
            #expect(try !browser.get("/desk").contains(path) || other == .station(stranger.station))
        }
        let officer = try desk.browser(station)
        officer.headers = ["Sec-Fetch-Site: cross-site"]
        let foreign = try officer.send(
            ["channel": "mail", "address": "evil@a.cn"], in: page, to: "\(path)/\(deputy.code)")
        #expect(foreign.status == 403)
        #expect(try bytes() == before)
    }

    @Test func whoLeavesByAnUploadTakesTheContactAlong() throws {
        for one in [deputy, stranger] {
            #expect(
                try set(
                    desk.browser(.office), "\(one.code)", ["channel": "mail", "address": "\(one.code)@a.cn"]
                )
                .status == 303)
        }
        let office = try desk.browser(.office)
        var rows = "编号,姓名,站点编号,层级\n"
        for one in desk.deputies where one.code != deputy.code {
            rows += "\(one.id ?? ""),\(one.name),\(one.station),\(one.level.symbol)\n"
        }
        let form = try office.get("/desk/roster").replacing(
            "<input type=\"hidden\" name=\"csrf\"",
            with: "<input type=\"hidden\" name=\"prune\" value=\"yes\">\n<input type=\"hidden\" name=\"csrf\""
        )
        let shown = try office.upload([("deputies", rows)], in: form, to: "/desk/roster")
        #expect(shown.contains("随之删除的联系方式 1"), "\(shown)")
        #expect(try book().count == 2)
        #expect(try office.send(["confirmed": "yes"], in: shown, to: "/desk/roster").status == 303)
        #expect(try book().map(\.holder) == [.code(stranger.code)])
    }

    // MARK: The API

    @Test func theAPIPutsGivesListsAndDeletes() throws {
        let holder = "contacts/\(deputy.code)"
        #expect(try api("GET", holder, station).status == 404)
        let body = #"{"channel":"mail","address":"a@b.cn"}"#
        for server in [0, 1] {
            let put = try api("PUT", holder, station, body: body, server: server)
            #expect(put.status == 200 && put.contains("\"address\":\"a@b.cn\""), "\(put)")
        }
        #expect(try book().count == 1)
        let list = try api("GET", "contacts", station, server: 1)
        #expect(list.status == 200 && list.contains("\"code\":\"\(deputy.code)\""))
        for _ in 0..<2 { #expect(try api("DELETE", holder, station).status == 204) }
        #expect(try book().isEmpty)
        #expect(try api("POST", holder, station, body: body).field("Allow") == "GET, HEAD, PUT, DELETE")
    }

    @Test(arguments: [
        (#"{"channel":"two words","address":"x"}"#, 422), (#"{"channel":"mail"}"#, 422),
        (#"{"channel":7,"address":"x"}"#, 422), ("[]", 400), (#"{"channel":"mail","address":"a\nb"}"#, 422),
    ])
    func whatIsWrongWithARequestChangesNothing(body: String, status: Int) throws {
        let answer = try api("PUT", "contacts/\(deputy.code)", station, body: body)
        #expect(answer.status == status, "\(answer)")
        #expect(try bytes() == nil)
    }

    @Test func theAPIKeepsToTheScope() throws {
        let body = #"{"channel":"mail","address":"secret@b.cn"}"#
        #expect(try api("PUT", "contacts/\(deputy.code)", .office, body: body).status == 200)
        let before = try bytes()
        for (other, status) in [(Scope.station(stranger.station), 404), (scope, 403)] {
            #expect(try api("GET", "contacts/\(deputy.code)", other).status == status)
            #expect(try api("PUT", "contacts/\(deputy.code)", other, body: body).status == status)
            #expect(try api("DELETE", "contacts/\(deputy.code)", other).status == status)
            #expect(try !api("GET", "contacts", other).contains("secret"))
        }
        #expect(try api("PUT", "contacts/NOBODY", .office, body: body).status == 404)
        #expect(try api("PUT", "contacts/ZZ99", .office, body: body).status == 404)
        #expect(try bytes() == before)
    }
}
