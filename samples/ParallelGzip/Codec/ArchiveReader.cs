using System.Buffers;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using ParallelGzip.Files;

namespace ParallelGzip.Codec;

/// <summary>
/// Cuts an archive into chunks. Members with our index are handed on as they are, to be decoded in parallel; from the first
/// other one on, the rest of the file is decoded here, one member after another, and handed on as plain blocks.
/// </summary>
/// <remarks>
/// Zero bytes after the last member are padding, as for gunzip. Anything else there is an error: gunzip ignores it with a
/// warning, but it may as well be a member whose first bytes are damaged, and then the data would be short without a sign.
/// </remarks>
internal static class ArchiveReader
{
    public static async IAsyncEnumerable<Chunk> ReadAsync(
        InputStream input, int blockSize, [EnumeratorCancellation] CancellationToken token)
    {
        var archive = new PeekableStream(input);
        bool isFirst = true;
        while (true)
        {
            ReadOnlyMemory<byte> start = await archive.PeekAsync(GzipMember.HeaderLength, token);
            if (GzipMember.TryReadIndex(start.Span, out int memberLength))
            {
                yield return await ReadMemberAsync(archive, memberLength, token);
            }
            else if (GzipMember.IsGzip(start.Span))
            {
                break;
            }
            else if (isFirst)
            {
                throw new InvalidDataException(start.Length == 0 ? "it is empty" : "it is not in gzip format");
            }
            else
            {
                await RequireZerosAsync(archive, token);
                yield break;
            }

            isFirst = false;
        }

        await foreach (Chunk plain in DecodeRestAsync(archive, blockSize, token))
        {
            yield return plain;
        }
    }

    private static async Task<Chunk> ReadMemberAsync(PeekableStream archive, int length, CancellationToken token)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        if (await archive.ReadAtLeastAsync(buffer.AsMemory(0, length), length, throwOnEndOfStream: false, token) < length)
        {
            throw new InvalidDataException("it ends in the middle of a block");
        }

        return new Chunk(buffer, length, ChunkKind.Member);
    }

    private static async IAsyncEnumerable<Chunk> DecodeRestAsync(
        PeekableStream archive, int blockSize, [EnumeratorCancellation] CancellationToken token)
    {
        var rest = new MemberFeed(archive);
        await using var gzip = new GZipStream(rest, CompressionMode.Decompress, leaveOpen: true);
        int length;
        do
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(blockSize);
            length = await DecodeAsync(gzip, buffer.AsMemory(0, blockSize), token);
            yield return new Chunk(buffer, length, ChunkKind.Plain);
        }
        while (length == blockSize);

        if (!rest.EndWasSeen)
        {
            if (!rest.LastWasZeros)
            {
                throw TrailingGarbage();
            }

            await RequireZerosAsync(archive, token);
        }
    }

    private static async Task<int> DecodeAsync(GZipStream gzip, Memory<byte> block, CancellationToken token)
    {
        try
        {
            return await gzip.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, token);
        }
        catch (InvalidDataException damage)
        {
            throw BlockDecompressor.Damaged(damage);
        }
    }

    private static async Task RequireZerosAsync(PeekableStream archive, CancellationToken token)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        int read;
        while ((read = await archive.ReadAsync(buffer, token)) > 0)
        {
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                throw TrailingGarbage();
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static InvalidDataException TrailingGarbage() => new("something that is not gzip follows the last member");
}
