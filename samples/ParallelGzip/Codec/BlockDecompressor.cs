using System.Buffers;
using System.IO.Compression;

namespace ParallelGzip.Codec;

/// <summary>One gzip member in, one block out; a chunk that is plain already passes through, and keeps its place.</summary>
internal static class BlockDecompressor
{
    /// <summary>Takes over a member's buffer and gives it back to the pool.</summary>
    public static Chunk Decompress(Chunk chunk)
    {
        if (chunk.Kind == ChunkKind.Plain)
        {
            return chunk;
        }

        uint length = GzipMember.PlainLength(chunk.Bytes.Span);
        if (length > GzipMember.MaxIndexedBlock)
        {
            throw Damaged(null);
        }

        byte[] plain = ArrayPool<byte>.Shared.Rent((int)length + 1);
        try
        {
            // One byte more than promised is asked for: a longer member is noticed, and the CRC is checked at the end.
            using var gzip = new GZipStream(new MemoryStream(chunk.Buffer, 0, chunk.Length), CompressionMode.Decompress);
            if (gzip.ReadAtLeast(plain.AsSpan(0, (int)length + 1), (int)length + 1, throwOnEndOfStream: false) != length)
            {
                throw new InvalidDataException();
            }
        }
        catch (InvalidDataException damage)
        {
            throw Damaged(damage);
        }

        ArrayPool<byte>.Shared.Return(chunk.Buffer);
        return new Chunk(plain, (int)length, ChunkKind.Plain);
    }

    /// <summary>GZipStream's own words for a wrong checksum speak of an unsupported method.</summary>
    public static InvalidDataException Damaged(InvalidDataException? cause) => new("its data is damaged or cut short", cause);
}
