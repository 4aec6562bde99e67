using System.Buffers;

namespace OrderedBlocks.Tests.Reuse;

/// <summary>The pools that the library makes.</summary>
[TestClass]
public sealed class ResultPoolTests
{
    [TestMethod]
    public void Pool_OfTwo_KeepsTwoAndMakesTheRest()
    {
        int made = 0;
        IResultPool<Parcel> pool = ResultPool.Create(2, () => new Parcel { Value = ++made }, static parcel => parcel.Value *= 10);
        Parcel[] parcels = [pool.Rent(), pool.Rent(), pool.Rent()];
        foreach (Parcel parcel in parcels)
        {
            pool.Return(parcel);
        }

        int[] values = [pool.Rent().Value, pool.Rent().Value, pool.Rent().Value];
        CollectionAssert.AreEqual((int[])[10, 20, 4], values);
    }

    [TestMethod]
    public void Reset_Throws_TheObjectIsNotKept()
    {
        IResultPool<Parcel> pool = ResultPool.Create(2, static () => new Parcel(), static _ => throw new InvalidOperationException());
        Parcel parcel = pool.Rent();
        Assert.ThrowsExactly<InvalidOperationException>(() => pool.Return(parcel));
        Assert.AreNotSame(parcel, pool.Rent());
    }

    [TestMethod]
    public void Arrays_OfAPool_AreCutToTheLengthAndComeBack()
    {
        var arrays = ArrayPool<int>.Create(1024, 4);
        IResultPool<ArraySegment<int>> pool = ResultPool.ForArrays(100, arrays, clearArrays: true);
        ArraySegment<int> segment = pool.Rent();
        Assert.HasCount(100, segment);
        segment[5] = 7;
        pool.Return(segment[..6]);
        ArraySegment<int> again = pool.Rent();
        Assert.AreSame(segment.Array, again.Array);
        Assert.HasCount(100, again);
        Assert.AreEqual(0, again[5]);
        pool.Return(default);
        pool.Return(ArraySegment<int>.Empty);
    }

    [TestMethod]
    public void Arguments_ThatAreWrong_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ResultPool.Create(0, static () => new Parcel()));
        Assert.ThrowsExactly<ArgumentNullException>(() => ResultPool.Create<Parcel>(1, null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => ResultPool.Create(1, static () => new Parcel()).Return(null!));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ResultPool.ForArrays<byte>(0));
    }
}
