using Microsoft.Extensions.ObjectPool;

namespace OrderedBlocks.Tests.Docs;

// <example: reuse-object-pool>
internal sealed class PooledResults<T>(ObjectPool<T> pool) : IResultPool<T>
    where T : class
{
    public T Rent() => pool.Get();

    public void Return(T result) => pool.Return(result);
}
// </example>
