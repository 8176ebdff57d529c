import Glibc
import LiaisonSystem
import Testing

@testable import LiaisonHTTP

/// A multipart body and what must come of it.
struct MultipartCase: Sendable, CustomTestStringConvertible {
    let name: String
    let body: String
    /// Fields as `name=value`, files as `name:fileName:type:content`, the error last; joined by ` | `.
    let outcome: String

    init(_ name: String, _ body: String, _ outcome: String) {
        (self.name, self.body, self.outcome) = (name, body, outcome)
    }

    var testDescription: String { name }

    private static func text(_ value: String) -> String {
        "--XY\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n\(value)\r\n"
    }

    private static func part(_ header: String, _ content: String = "c") -> String {
        "--XY\r\n\(header)\r\n\r\n\(content)\r\n--XY--\r\n"
    }

    private static let disposition = "Content-Disposition: form-data; name=\"f\""

    static let all: [MultipartCase] = [
        MultipartCase("text", text("留言") + "--XY--\r\n", "t=留言"),
        MultipartCase("two texts", text("a") + text("b") + "--XY--\r\n", "t=a | t=b"),
        MultipartCase("empty text", text("") + "--XY--\r\n", "t="),
        MultipartCase("no part", "--XY--\r\n", ""),
        MultipartCase("no line end at the end", text("a") + "--XY--", "t=a"),
        MultipartCase("epilogue", text("a") + "--XY--\r\nrubbish --XY\r\n", "t=a"),
        MultipartCase("text with line ends", text("a\r\nb\r\n\r\n") + "--XY--\r\n", "t=a\r\nb\r\n\r\n"),
        MultipartCase(
            "text like a delimiter", text("\r\n--X\r\n-- XY\r\n--xy") + "--XY--\r\n",
            "t=\r\n--X\r\n-- XY\r\n--xy"),
        MultipartCase("text of returns", text("\r\r\n\r\r\n-") + "--XY--\r\n", "t=\r\r\n\r\r\n-"),
        MultipartCase(
            "file", part("\(disposition); filename=\"a.jpg\"\r\nContent-Type: image/jpeg"),
            "f:a.jpg:image/jpeg:c"),
        MultipartCase("file without a type", part("\(disposition); filename=\"a\""), "f:a::c"),
        MultipartCase("file without a choice", part("\(disposition); filename=\"\"", ""), ""),
        MultipartCase("empty file", part("\(disposition); filename=\"a\"", ""), "f:a::"),
        MultipartCase("file without a name", part("\(disposition); filename=\"\""), "f:::c"),
        MultipartCase("file name with a quote", part("\(disposition); filename=\"a\\\"b\""), "f:a\"b::c"),
        MultipartCase(
            "file name with backslashes", part("\(disposition); filename=\"C:\\a.jpg\""), "f:C:\\a.jpg::c"),
        MultipartCase("file name with a semicolon", part("\(disposition); filename=\"a;b\""), "f:a;b::c"),
        MultipartCase("file name with a path", part("\(disposition); filename=\"../../a\""), "f:../../a::c"),
        MultipartCase("file name in Chinese", part("\(disposition); filename=\"照片.png\""), "f:照片.png::c"),
        MultipartCase("name without quotes", part("Content-Disposition: form-data; name=f"), "f=c"),
        MultipartCase("field names in capitals", part("CONTENT-DISPOSITION: Form-Data; NAME=\"f\""), "f=c"),
        MultipartCase("no space after semicolons", part("Content-Disposition:form-data;name=\"f\""), "f=c"),
        MultipartCase("semicolon at the end", part("\(disposition);"), "f=c"),
        MultipartCase("unknown parameter", part("\(disposition); x=y"), "f=c"),
        MultipartCase("8bit", part("\(disposition)\r\nContent-Transfer-Encoding: 8bit"), "f=c"),
        MultipartCase(
            "long file", part("\(disposition); filename=\"a\"", String(repeating: "x", count: 100)),
            "f:a::\(String(repeating: "x", count: 100))"),
        MultipartCase(
            "too long file", part("\(disposition); filename=\"a\"", String(repeating: "x", count: 201)),
            "f:a::\(String(repeating: "x", count: 200))+"),

        MultipartCase("nothing", "", "malformed"),
        MultipartCase("preamble", "hello\r\n--XY--\r\n", "malformed"),
        MultipartCase("another boundary", "--XZ--\r\n", "malformed"),
        MultipartCase("boundary and more", "--XYZ\r\n\r\n", "malformed"),
        MultipartCase("space after the boundary", "--XY \r\n\r\n", "malformed"),
        MultipartCase(
            "bare LF after the boundary", "--XY\n\(disposition)\r\n\r\nc\r\n--XY--\r\n", "malformed"),
        MultipartCase("bare LF in a header", part("\(disposition)\nX: y"), "malformed"),
        MultipartCase("bare CR in a header", part("\(disposition)\rX: y"), "malformed"),
        MultipartCase("no closing delimiter", text("a"), "malformed"),
        MultipartCase("delimiter cut short", text("a") + "--X", "malformed"),
        MultipartCase("closing hyphen missing", text("a") + "--XY-\r\n", "t=a | malformed"),
        MultipartCase("part without a header", "--XY\r\n\r\nc\r\n--XY--\r\n", "malformed"),
        MultipartCase("part without a disposition", part("Content-Type: text/plain"), "malformed"),
        MultipartCase("part without a name", part("Content-Disposition: form-data"), "malformed"),
        MultipartCase("two names", part("\(disposition); name=\"g\""), "malformed"),
        MultipartCase("two file names", part("\(disposition); filename=\"a\"; filename=\"b\""), "malformed"),
        MultipartCase("two dispositions", part("\(disposition)\r\n\(disposition)"), "malformed"),
        MultipartCase(
            "another disposition", part("Content-Disposition: attachment; name=\"f\""), "malformed"),
        MultipartCase("open quotes", part("Content-Disposition: form-data; name=\"f"), "malformed"),
        MultipartCase("word after quotes", part("\(disposition)x"), "malformed"),
        MultipartCase("parameter without a value", part("\(disposition); filename="), "malformed"),
        MultipartCase("header without a colon", part("\(disposition)\r\nX"), "malformed"),
        MultipartCase("folded header", part("Content-Disposition: form-data;\r\n name=\"f\""), "malformed"),
        MultipartCase("header with NUL", part("Content-Disposition: form-data; name=\"\u{0}\""), "malformed"),
        MultipartCase("base64", part("\(disposition)\r\nContent-Transfer-Encoding: base64"), "malformed"),
        MultipartCase(
            "header too long", part("\(disposition)\r\nX: \(String(repeating: "y", count: 600))"), "malformed"
        ),
        MultipartCase(
            "name too long", part("Content-Disposition: form-data; name=\"abcdefghi\""), "nameTooLong"),
        MultipartCase(
            "too many fields", text("1") + text("2") + text("3") + text("4") + "--XY--\r\n",
            "t=1 | t=2 | t=3 | tooManyFields"),
        MultipartCase("text too long", text(String(repeating: "x", count: 51)) + "--XY--\r\n", "textTooLong"),
        MultipartCase(
            "texts too long together", text(String(repeating: "x", count: 50)) + text("y") + "--XY--\r\n",
            "t=\(String(repeating: "x", count: 50)) | textTooLong"),
        MultipartCase(
            "a text too long, then another",
            text(String(repeating: "x", count: 51)) + text("y") + "--XY--\r\n",
            "t=y | textTooLong"),
        MultipartCase(
            "too long in a page", text("y") + text(String(repeating: "<", count: 13)) + "--XY--\r\n",
            "t=y | textTooLong"),
        MultipartCase(
            "too many files, then text",
            String(part("\(disposition); filename=\"1\"").dropLast(8)) + "\r\n"
                + String(part("\(disposition); filename=\"2\"").dropLast(8)) + "\r\n"
                + String(part("\(disposition); filename=\"3\"").dropLast(8)) + "\r\n" + text("a")
                + "--XY--\r\n",
            "t=a | f:1::c | f:2::c | tooManyFiles"),
    ]
}

@Suite struct MultipartFormTests {
    @Test(arguments: MultipartCase.all, [1, 7, 100_000])
    func comesToItsOutcome(_ multipart: MultipartCase, piece: Int) throws {
        #expect(try outcome(of: Array(multipart.body.utf8), piece: piece) == multipart.outcome)
    }

    @Test func refusesTextThatIsNoUTF8() throws {
        let body =
            Array("--XY\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n".utf8) + [0xFF]
            + Array("\r\n--XY--".utf8)
        #expect(try outcome(of: body, piece: 1) == "notUTF8")
    }

    @Test(arguments: [
        "text/plain", "multipart/mixed; boundary=a", "application/x-www-form-urlencoded", "",
    ])
    func isNoFormOfAnotherType(contentType: String) {
        #expect(
            MultipartForm(
                contentType: Array(contentType.utf8)[...], limits: FormLimits(), spooler: spooler(),
                client: client)
                == nil)
    }

    @Test(arguments: [
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"XY",
        "multipart/form-data; boundary=\(String(repeating: "x", count: 71))",
    ])
    func isMalformedWithoutAGoodBoundary(contentType: String) throws {
        var form = try #require(
            MultipartForm(
                contentType: Array(contentType.utf8)[...], limits: FormLimits(), spooler: spooler(),
                client: client))
        Array("--XY--".utf8).withUnsafeBytes { form.receive($0) }
        #expect(form.finish(isCut: false).error == .malformed)
    }

    @Test func takesABoundaryOf70Characters() throws {
        let boundary = String(repeating: "x", count: 70)
        var form = try #require(
            MultipartForm(
                contentType: Array("multipart/form-data; boundary=\(boundary)".utf8)[...],
                limits: FormLimits(), spooler: spooler(), client: client))
        Array("--\(boundary)--".utf8).withUnsafeBytes { form.receive($0) }
        #expect(form.finish(isCut: false).error == nil)
    }

    @Test func reportsThatItCanNotSpool() throws {
        var limits = FormLimits()
        limits.memory = 0
        let spooler = spooler("/dev/null/spool")
        defer { spooler.stop(within: .seconds(10)) }
        var form = try #require(
            MultipartForm(
                contentType: Array("multipart/form-data; boundary=XY".utf8)[...], limits: limits,
                spooler: spooler, client: client))
        let wire =
            "--XY\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nc\r\n--XY\r\n"
            + "Content-Disposition: form-data; name=\"t\"\r\n\r\nkept\r\n--XY--"
        Array(wire.utf8).withUnsafeBytes { form.receive($0) }
        let fields = form.finish(isCut: false)
        #expect(fields["t"] == "kept")
        // The disk is asked beside the event loop: whoever wants the bytes hears of it.
        let error = #expect(throws: SystemError.self) { try fields.files[0].bytes() }
        #expect(error?.code == .notDirectory)
    }

    @Test func keepsTheWordsOfAFileThatThereIsNoRoomFor() throws {
        var limits = FormLimits()
        limits.memory = 0
        let spooler = Spooler(in: "/tmp", limit: 100)
        defer { spooler.stop(within: .seconds(10)) }
        #expect(spooler.space.take(90, for: .v4(1)))
        var form = try #require(
            MultipartForm(
                contentType: Array("multipart/form-data; boundary=XY".utf8)[...], limits: limits,
                spooler: spooler, client: client))
        let wire =
            "--XY\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n12345678901\r\n--XY\r\n"
            + "Content-Disposition: form-data; name=\"t\"\r\n\r\nkept\r\n--XY--"
        Array(wire.utf8).withUnsafeBytes { form.receive($0) }
        let fields = form.finish(isCut: false)
        #expect(fields["t"] == "kept")
        #expect(fields.error == .spoolFull)
        // What was taken is given back with the file.
        #expect(spooler.space.total == 90)
    }

    @Test func leavesNoNameInTheSpoolDirectory() throws {
        let directory = try Files.makeTemporaryDirectory(named: "spool")
        let spooler = spooler(directory)
        do {
            let file = SpoolFile(in: spooler, for: client)
            #expect(try file.append([1, 2, 3]))
            #expect(try file.bytes(count: 2) == [1, 2])
            #expect(try Files.names(in: directory) == [])
            #expect(spooler.space.total == 3)
        }
        spooler.stop(within: .seconds(10))
        #expect(spooler.space.total == 0)
        try Files.removeTree(directory)
    }

    @Test func followsNoLinkInThePlaceOfTheSpoolDirectory() throws {
        let directory = try Files.makeTemporaryDirectory(named: "spool")
        try Files.makeDirectory("\(directory)/elsewhere")
        #expect(symlink("\(directory)/elsewhere", "\(directory)/spool") == 0)
        let spooler = spooler("\(directory)/spool")
        let error = #expect(throws: SystemError.self) { try spooler.open() }
        #expect(error?.code == .symbolicLink)
        try Files.removeTree(directory)
    }

    private let client = IPAddress.v4(0x7F00_0001)

    private func spooler(_ directory: String = "/tmp") -> Spooler { Spooler(in: directory, limit: 1 << 20) }

    private func outcome(of body: [UInt8], piece: Int) throws -> String {
        let spooler = spooler()
        defer { spooler.stop(within: .seconds(10)) }
        var limits = FormLimits()
        (limits.fields, limits.name, limits.text) = (3, 8, 50)
        (limits.files, limits.file, limits.memory, limits.partHeader) = (2, 200, 50, 500)
        var form = try #require(
            MultipartForm(
                contentType: Array("multipart/form-data; boundary=XY".utf8)[...], limits: limits,
                spooler: spooler, client: client))
        var position = 0
        while position < body.count {
            let end = min(body.count, position + piece)
            body[position..<end].withUnsafeBytes { form.receive($0) }
            position = end
        }
        let fields = form.finish(isCut: false)
        var words = fields.fields.map { "\($0.name)=\($0.value)" }
        for file in fields.files {
            let content = String(decoding: try file.bytes(), as: UTF8.self)
            words.append(
                "\(file.name):\(file.fileName):\(file.contentType):\(content)\(file.isTooLarge ? "+" : "")")
        }
        if let error = fields.error { words.append("\(error)") }
        return words.joined(separator: " | ")
    }
}
