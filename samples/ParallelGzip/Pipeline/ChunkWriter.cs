using System.Buffers;
using ParallelGzip.Codec;

namespace ParallelGzip.Pipeline;

/// <summary>The end of the pipeline: writes chunks one after another and gives their buffers back.</summary>
internal sealed class ChunkWriter(Stream output, string name)
{
    public async Task WriteAsync(Chunk chunk, CancellationToken token)
    {
        try
        {
            // A pipe whose reader sleeps does not hear of the token; so the wait for it ends, and the buffer is left to it.
            await output.WriteAsync(chunk.Bytes, token).AsTask().WaitAsync(token);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw UserErrorException.From($"cannot write {name}", fault);
        }

        ArrayPool<byte>.Shared.Return(chunk.Buffer);
    }
}
