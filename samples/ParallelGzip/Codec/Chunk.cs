namespace ParallelGzip.Codec;

/// <summary>What the bytes of a <see cref="Chunk"/> are.</summary>
internal enum ChunkKind
{
    /// <summary>Bytes as the user sees them.</summary>
    Plain,

    /// <summary>One whole gzip member.</summary>
    Member,
}

/// <summary>
/// The pipeline's item: the first <paramref name="Length"/> bytes of a rented buffer. Whoever takes the chunk owns the
/// buffer, and gives it back or passes it on. After a fault the buffers on their way are left to the collector.
/// </summary>
internal readonly record struct Chunk(byte[] Buffer, int Length, ChunkKind Kind)
{
    public ReadOnlyMemory<byte> Bytes => Buffer.AsMemory(0, Length);
}
