using System.Buffers;
using System.IO.Compression;

namespace ParallelGzip.Codec;

/// <summary>One block in, one gzip member out. No state between blocks, so any number of threads may call it.</summary>
internal sealed class BlockCompressor(int level, CancellationToken token)
{
    // How much is compressed between two looks at the token: some milliseconds at the slowest level.
    private const int Step = 256 * 1024;

    private readonly ZLibCompressionOptions _options = new() { CompressionLevel = ZLibLevel(level) };
    private readonly ZLibCompressionOptions _store = new() { CompressionLevel = 0 };

    /// <summary>
    /// The library inside .NET is zlib-ng, whose levels are other trades than those of zlib, which gzip and pigz use: its
    /// 1 is far larger, its 6 is 2.5 to 3.3 % larger and more than twice as fast. A level here is the fastest of zlib-ng's
    /// that comes close to the size of the same level of gzip. README.md has the figures.
    /// </summary>
    public static int ZLibLevel(int level) => level switch
    {
        1 => 2,
        5 => 6,
        6 => 7,
        7 => 8,
        8 => 9,
        _ => level,
    };

    /// <summary>Takes over the plain chunk's buffer and gives it back to the pool.</summary>
    public Chunk Compress(Chunk plain)
    {
        int room = GzipMember.MaxLength(plain.Length);
        byte[] member = ArrayPool<byte>.Shared.Rent(room);
        int length = plain.Length == 0 ? WriteEmpty(member) : WriteMember(plain, member, room);
        ArrayPool<byte>.Shared.Return(plain.Buffer);
        return new Chunk(member, length, ChunkKind.Member);
    }

    private static int WriteEmpty(byte[] member)
    {
        GzipMember.Empty.CopyTo(member);
        return GzipMember.Empty.Length;
    }

    private int WriteMember(Chunk plain, byte[] member, int room)
    {
        bool indexed = plain.Length <= GzipMember.MaxIndexedBlock;
        int start = indexed ? GzipMember.ExtraLength : 0;
        if (!TryWrite(plain.Bytes.Span, member, start, room, _options, out int end)
            && !TryWrite(plain.Bytes.Span, member, start, room, _store, out end))
        {
            throw new InvalidOperationException("A stored block is larger than its bound.");
        }

        if (indexed)
        {
            GzipMember.AddIndex(member.AsSpan(0, end));
        }

        return end;
    }

    private bool TryWrite(
        ReadOnlySpan<byte> plain, byte[] member, int start, int room, ZLibCompressionOptions options, out int end)
    {
        var target = new MemberBuffer(member, start, room);
        using (var gzip = new GZipStream(target, options))
        {
            for (int offset = 0; offset < plain.Length && !target.Overflowed; offset += Step)
            {
                token.ThrowIfCancellationRequested();
                gzip.Write(plain.Slice(offset, Math.Min(Step, plain.Length - offset)));
            }
        }

        end = target.End;
        return !target.Overflowed;
    }
}
