import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import Testing

@testable import LiaisonNews

@Suite struct ContactBookTests {
    private static let code = Code.random()

    private func book(_ text: String) throws -> ContactBook {
        try ContactBook(Array(text.utf8), named: "contacts.csv")
    }

    @Test func readsDeputiesAndStations() throws {
        let book = try book(
            "code,station,channel,address\r\n\(Self.code),SS00,WeCom,https://robot?key=1\r\n,SS00,mail,a@b.c\r\n"
        )
        #expect(book.errors.isEmpty)
        #expect(
            book.contacts == [
                Contact(holder: .code(Self.code), channel: "wecom", address: "https://robot?key=1"),
                Contact(holder: .station(try #require(StationID("SS00"))), channel: "mail", address: "a@b.c"),
            ])
    }

    @Test func aBadLineCostsThatLineAndKeepsTheOthers() throws {
        var book = try book(
            """
            # 由办公室维护
            编号,站点编号,渠道,地址
            \(Self.code),,mail,a@b.c
            7K3M9Q5,,mail,wrong
            ,,mail,nobody
            ,SS01,e mail,x
            ,SS02,mail,
            \(Self.code),,ntfy,twice
            ,SS03,ntfy,ok
            """)
        #expect(book.errors.map(\.row) == [4, 5, 6, 7, 8])
        #expect(
            book.errors.map(\.problem.word) == ["code", "nobody", "channel", "address", "twice"])
        #expect(book.contacts.count == 2)
        // What can't be read stands there still once somebody has changed another line.
        book.set(
            Contact(
                holder: .code(Self.code), channel: "mail", address: "new@b.c",
                since: Timestamp(milliseconds: 0)))
        let again = try ContactBook(book.bytes, named: "contacts.csv")
        #expect(again.errors.map(\.row) == [4, 5, 6, 7, 8])
        #expect(again.contacts.first?.address == "new@b.c")
        #expect(again.contacts.first?.since == Timestamp(milliseconds: 0))
        #expect(String(decoding: book.bytes, as: UTF8.self).hasPrefix("# 由办公室维护"))
    }

    @Test(arguments: ["", " \n\n"]) func anEmptiedFileIsToldOfUntilSomethingIsSet(_ content: String) throws {
        var book = try book(content)
        #expect(book.contacts.isEmpty)
        #expect(book.errors.map(\.problem.word) == ["header"])
        book.set(Contact(holder: .code(Self.code), channel: "mail", address: "a@b.c"))
        #expect(book.errors.isEmpty)
        let again = try ContactBook(book.bytes, named: "contacts.csv")
        #expect(again.errors.isEmpty && again.contacts.count == 1)
    }

    @Test func aFileWithoutAHeaderHasNoContacts() throws {
        let book = try book("\(Self.code),SS00,mail,a@b.c\n")
        #expect(book.contacts.isEmpty)
        #expect(book.errors.map(\.problem.word) == ["header"])
        // The first that is set gives it one, and what stands there counts then.
        var changed = book
        let other = Code.random()
        changed.set(Contact(holder: .code(other), channel: "ntfy", address: "t"))
        let again = try ContactBook(changed.bytes, named: "contacts.csv")
        #expect(again.errors.isEmpty)
        #expect(again.contacts.map(\.address) == ["a@b.c", "t"])
    }

    @Test func anAddressThatLooksLikeAFormulaComesBackAsItWas() throws {
        var book = ContactBook()
        book.set(Contact(holder: .code(Self.code), channel: "sms", address: "+8613800000000"))
        let again = try ContactBook(book.bytes, named: "contacts.csv")
        #expect(again.contacts.first?.address == "+8613800000000")
    }
}
