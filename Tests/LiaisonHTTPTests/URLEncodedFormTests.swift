import Testing

@testable import LiaisonHTTP

@Suite struct URLEncodedFormTests {
    @Test func readsFieldsInTheirOrder() throws {
        let form = try URLEncodedForm.parse(
            Array("text=%E7%95%99+%E8%A8%80%0D%0Aa&name=&topic=x%26y&text=2".utf8))
        #expect(form["text"] == "留 言\r\na")
        #expect(form["name"] == "")
        #expect(form["topic"] == "x&y")
        #expect(form["phone"] == nil)
        #expect(form.fields.map(\.value) == ["留 言\r\na", "", "x&y", "2"])
    }

    @Test(arguments: [
        ("a=%", FormError.malformed), ("a=%4", .malformed), ("a=%zz", .malformed), ("%zz=a", .malformed),
        ("a=%FF", .notUTF8), ("a=%ED%A0%80", .notUTF8), ("a=%C0%80", .notUTF8), ("%FF=a", .notUTF8),
    ])
    func refusesWhatItCanNotRead(body: String, error: FormError) {
        #expect(throws: error) { try URLEncodedForm.parse(Array(body.utf8)) }
    }

    @Test func boundsTheFields() {
        var limits = FormLimits()
        limits.fields = 2
        limits.name = 3
        #expect(throws: FormError.tooManyFields) {
            try URLEncodedForm.parse(Array("a&b&c".utf8), limits: limits)
        }
        #expect(throws: FormError.nameTooLong) {
            try URLEncodedForm.parse(Array("abcd=1".utf8), limits: limits)
        }
    }

    @Test func takesAsMuchAsTheLimitsAllowAndNoFieldWithoutBytes() throws {
        var limits = FormLimits()
        limits.fields = 3
        limits.name = 3
        let form = try URLEncodedForm.parse(Array("&abc=1&&%61%62%64=2&=3&".utf8), limits: limits)
        #expect(form.fields.map(\.name) == ["abc", "abd", ""])
        #expect(form.fields.map(\.value) == ["1", "2", "3"])
    }

    @Test func boundsTheTextOfAllFields() throws {
        var limits = FormLimits()
        limits.text = 5
        let fitting = try URLEncodedForm.parse(Array("a=%61%61&b=ccc".utf8), limits: limits)
        #expect(fitting["b"] == "ccc")
        #expect(fitting.error == nil)
        // What comes behind a value that there is no room for is kept all the same.
        let form = try URLEncodedForm.parse(Array("a=bb&b=cccc&c=d".utf8), limits: limits)
        #expect(form.fields.map(\.value) == ["bb", "d"])
        #expect(form.error == .textTooLong)
        // A page takes more room than the text does.
        let marked = try URLEncodedForm.parse(Array("a=bb&b=%3C&c=ddd".utf8), limits: limits)
        #expect(marked.fields.map(\.value) == ["bb", "ddd"])
        #expect(marked.error == .textTooLong)
    }

    @Test func anEmptyBodyIsAnEmptyForm() throws { #expect(try URLEncodedForm.parse([]).fields.isEmpty) }
}
