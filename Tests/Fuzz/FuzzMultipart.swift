// Multipart forms with the boundary XY: no trap, the limits hold, and pieces make no difference.
@testable import LiaisonHTTP

private let spooler = Spooler(in: "/tmp", limit: 1 << 30)
private let client = IPAddress.v4(0x7F00_0001)

private func outcome(_ bytes: UnsafeRawBufferPointer, piece: Int) -> String {
    var limits = FormLimits()
    (limits.fields, limits.text, limits.files, limits.file, limits.partHeader) = (4, 256, 2, 512, 512)
    guard
        var form = MultipartForm(
            contentType: Array("multipart/form-data; boundary=XY".utf8)[...], limits: limits,
            spooler: spooler, client: client)
    else { preconditionFailure() }
    var position = 0
    while position < bytes.count {
        let end = min(bytes.count, position + piece)
        form.receive(UnsafeRawBufferPointer(rebasing: bytes[position..<end]))
        position = end
    }
    let fields = form.finish(isCut: false)
    precondition(fields.fields.count <= 4 && fields.files.count <= 2)
    precondition(fields.fields.reduce(0) { $0 + $1.value.utf8.count } <= 256)
    precondition(fields.files.allSatisfy { $0.count <= 512 })
    let files = fields.files.map {
        "\($0.name) \($0.fileName) \($0.contentType) \($0.count) \($0.isTooLarge)"
    }
    return "\(fields.fields) \(files) \(String(describing: fields.error))"
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    let whole = outcome(bytes, piece: max(1, count))
    precondition(outcome(bytes, piece: 1) == whole)
    // The type's own parameters are the client's as well.
    var form = MultipartForm(
        contentType: Array(bytes)[...], limits: FormLimits(), spooler: spooler, client: client)
    form?.receive(bytes)
    return 0
}
