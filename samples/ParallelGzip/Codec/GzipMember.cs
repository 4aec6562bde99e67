using System.Buffers.Binary;

namespace ParallelGzip.Codec;

/// <summary>
/// The layout of the members this program writes. A gzip file may have any number of members, so each block becomes one,
/// on its own. Its header has an extra field (RFC 1952, 2.3.1.1) that other programs skip:
/// <code>
/// offset  0  1f 8b 08 04   magic, deflate, "has an extra field"
///         4  00 00 00 00   no time
///         8  xx xx         as zlib wrote them: extra flags, operating system
///        10  08 00         length of the extra field
///        12  'O' 'B' 04 00 the subfield's name and length
///        16  size          the whole member in bytes, little-endian
///        20  deflate data, CRC-32, length of the plain bytes
/// </code>
/// With the size known, members can be cut from the file without being decoded, and decoded in parallel.
/// </summary>
internal static class GzipMember
{
    /// <summary>The header every gzip member has at least.</summary>
    public const int PlainHeaderLength = 10;

    /// <summary>What the extra field adds to it.</summary>
    public const int ExtraLength = 10;

    public const int HeaderLength = PlainHeaderLength + ExtraLength;

    /// <summary>
    /// Larger blocks carry no size and are decoded one after another: what a header may make a reader allocate is bounded.
    /// </summary>
    public const int MaxIndexedBlock = 4 * 1024 * 1024;

    private const int TrailerLength = 8;
    private const int ShortestDeflate = 2;
    private const int FlagsOffset = 3;
    private const byte HasExtraField = 4;

    private static readonly byte[] s_extraField = [8, 0, (byte)'O', (byte)'B', 4, 0];

    /// <summary>The gzip form of nothing at all, for which GZipStream writes nothing at all.</summary>
    public static ReadOnlySpan<byte> Empty => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>
    /// The room for a member that holds <paramref name="length"/> incompressible bytes: they are stored, with 5 bytes for
    /// each run of at least 8,000 or so.
    /// </summary>
    public static int MaxLength(int length) => HeaderLength + length + (length / 1024) + 64;

    public static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1f, 0x8b, ..];

    /// <summary>Writes header and size over the first 20 bytes; zlib's own header is in the second ten.</summary>
    public static void AddIndex(Span<byte> member)
    {
        member.Slice(ExtraLength, PlainHeaderLength).CopyTo(member);
        member[FlagsOffset] |= HasExtraField;
        s_extraField.CopyTo(member[PlainHeaderLength..]);
        BinaryPrimitives.WriteInt32LittleEndian(member[(HeaderLength - sizeof(int))..], member.Length);
    }

    /// <summary>Whether a member of this program starts here, of a size that a reader may take whole.</summary>
    public static bool TryReadIndex(ReadOnlySpan<byte> start, out int memberLength)
    {
        memberLength = 0;
        if (start.Length < HeaderLength
            || start is not [0x1f, 0x8b, 8, HasExtraField, ..]
            || !start[PlainHeaderLength..].StartsWith(s_extraField))
        {
            return false;
        }

        memberLength = BinaryPrimitives.ReadInt32LittleEndian(start[(HeaderLength - sizeof(int))..]);
        return memberLength >= HeaderLength + ShortestDeflate + TrailerLength && memberLength <= MaxLength(MaxIndexedBlock);
    }

    /// <summary>How many plain bytes the member's last field promises; not checked against anything yet.</summary>
    public static uint PlainLength(ReadOnlySpan<byte> member) => BinaryPrimitives.ReadUInt32LittleEndian(member[^4..]);
}
