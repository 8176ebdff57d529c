import CAssets

extension CAsset {
    /// The bytes of the embedded file, copied.
    package var content: [UInt8] { [UInt8](UnsafeBufferPointer(start: bytes, count: count)) }
}
