using Microsoft.Extensions.ObjectPool;

namespace OrderedBlocks.Benchmarks.Reuse;

/// <summary>Makes arrays for a pool that keeps what it gets.</summary>
internal sealed class NewArrays(int size) : PooledObjectPolicy<byte[]>
{
    public override byte[] Create() => new byte[size];

    public override bool Return(byte[] obj) => true;
}
