using System.Buffers;
using Microsoft.Extensions.ObjectPool;
using OrderedBlocks.Benchmarks.Contests;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Reuse;

/// <summary>Where the results of one block may come from. The first one allocates them.</summary>
internal static class ReuseContests
{
    public static IReadOnlyList<Contestant> All(ReuseCase setup)
    {
        var own = ResultPool.Create(ReuseCase.MostUnderWay, () => new byte[setup.Size]);
        var objects = new PooledByPolicy<byte[]>(
            new DefaultObjectPool<byte[]>(new NewArrays(setup.Size), ReuseCase.MostUnderWay));
        var shared = ResultPool.ForArrays<byte>(setup.Size);
        var created = ResultPool.ForArrays(setup.Size, ArrayPool<byte>.Create(setup.Size, ReuseCase.MostUnderWay));
        List<Contestant> all =
        [
            ByHand("new", setup, _ => new byte[setup.Size], static _ => { }),
            ByHand(
                "Shared by hand",
                setup,
                _ => ArrayPool<byte>.Shared.Rent(setup.Size),
                static array => ArrayPool<byte>.Shared.Return(array)),
            WithPool<ArraySegment<byte>, SegmentView>("ForArrays(Shared)", setup, shared),
            WithPool<ArraySegment<byte>, SegmentView>("ForArrays(Create)", setup, created),
            WithPool<byte[], ArrayView>("ObjectPool", setup, objects),
            WithPool<byte[], ArrayView>("ResultPool.Create", setup, own),
        ];
        if (setup.Consumes)
        {
            // What a ring would do that kept its results in the slots: there are no more under way than places.
            byte[]?[] slots = new byte[Mesh.Capacity][];
            all.Add(ByHand("in its slot", setup, item => slots[item % Mesh.Capacity] ??= new byte[setup.Size], static _ => { }));
        }

        return all;
    }

    private static Contestant ByHand(string name, ReuseCase setup, Func<long, byte[]> get, Action<byte[]> leave) =>
        new(name, setup.Items, () => new ReuseTraffic<byte[], ArrayView>(name, setup).ByHandAsync(get, leave));

    private static Contestant WithPool<T, TView>(string name, ReuseCase setup, IResultPool<T> pool)
        where TView : struct, IView<T> =>
        new(name, setup.Items, () => new ReuseTraffic<T, TView>(name, setup).WithPoolAsync(pool));
}
