using Microsoft.Extensions.ObjectPool;

namespace OrderedBlocks.Benchmarks.Reuse;

/// <summary>A pool of Microsoft.Extensions.ObjectPool.</summary>
internal sealed class PooledByPolicy<T>(ObjectPool<T> pool) : IResultPool<T>
    where T : class
{
    public T Rent() => pool.Get();

    public void Return(T result) => pool.Return(result);
}
