// application/x-www-form-urlencoded: no trap, and the limits hold.
@testable import LiaisonHTTP

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do {
        let form = try URLEncodedForm.parse(bytes)
        precondition(form.fields.count <= 64)
        precondition(form.fields.allSatisfy { $0.name.utf8.count <= 128 })
    } catch {
        precondition(error != .tooLarge)
    }
    return 0
}
