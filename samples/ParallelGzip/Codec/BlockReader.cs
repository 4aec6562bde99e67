using System.Buffers;
using System.Runtime.CompilerServices;
using ParallelGzip.Files;

namespace ParallelGzip.Codec;

/// <summary>Cuts a stream into blocks. There is always one: the gzip form of an empty file is one empty member.</summary>
internal static class BlockReader
{
    public static async IAsyncEnumerable<Chunk> ReadAsync(
        InputStream input, int blockSize, [EnumeratorCancellation] CancellationToken token)
    {
        bool isFirst = true;
        int length;
        do
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(blockSize);
            length = await input.ReadFullAsync(buffer.AsMemory(0, blockSize), token);
            if (length == 0 && !isFirst)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                yield break;
            }

            isFirst = false;
            yield return new Chunk(buffer, length, ChunkKind.Plain);
        }
        while (length == blockSize);
    }
}
