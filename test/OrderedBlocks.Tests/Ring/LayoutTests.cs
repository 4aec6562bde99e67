using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrderedBlocks.Atomics;
using OrderedBlocks.Ring;
using OrderedBlocks.Ring.Stealing;

namespace OrderedBlocks.Tests.Ring;

/// <summary>Words that different threads write are 128 bytes apart, in the objects as the runtime really lays them out.</summary>
[TestClass]
public sealed class LayoutTests
{
    private const BindingFlags AllFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    [TestMethod]
    [DataRow(typeof(PaddedInt64), 1, true)]
    [DataRow(typeof(BatchCursor), 3, true)]
    [DataRow(typeof(TailCursor), 2, false)]
    [DataRow(typeof(HeadCursor), 2, false)]
    [DataRow(typeof(Gaps), 4, false)]
    public void Word_OfAPaddedType_KeepsItsDistanceFromTheEnds(Type type, int fields, bool alsoFromTheBeginning)
    {
        FieldInfo[] found = type.GetFields(AllFields);
        Assert.HasCount(fields, found);
        int size = type.StructLayoutAttribute!.Size;

        foreach (FieldInfo field in found)
        {
            int offset = field.GetCustomAttribute<FieldOffsetAttribute>()!.Value;
            Assert.IsGreaterThanOrEqualTo(alsoFromTheBeginning ? PaddedInt64.Padding : 0, offset, field.Name);
            Assert.IsLessThanOrEqualTo(size, offset + PaddedInt64.Padding - ((fields + 1) * sizeof(long)), field.Name);
        }
    }

    // The first one keeps the distance to what comes before, too.
    [TestMethod]
    public void Cursors_OfARing_AreApart()
    {
        var ring = new OrderedRing<string, string>(4, default);

        Assert.IsLessThan(Address(ref Tail(ring)), Address(ref Claim(ring)));
        AssertApart(
            ("_claim", Address(ref Claim(ring)) + PaddedInt64.Padding),
            ("_tail", Address(ref Tail(ring))),
            ("_head", Address(ref Head(ring))),
            ("_gaps", Address(ref Gaps(ring))));
        AssertAllPaddedFieldsAreListed(typeof(OrderedRing<string, string>), 4);
        GC.KeepAlive(ring);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_tail")]
    private static extern ref TailCursor Tail(OrderedRing<string, string> ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_claim")]
    private static extern ref PaddedInt64 Claim(OrderedRing<string, string> ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_head")]
    private static extern ref HeadCursor Head(OrderedRing<string, string> ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gaps")]
    private static extern ref Gaps Gaps(OrderedRing<string, string> ring);

    // Relative to each other inside one object the addresses keep their distance, even if the collector moves it.
    private static unsafe long Address<T>(ref T word)
        where T : struct => (long)Unsafe.AsPointer(ref word);

    private static void AssertApart(params (string Name, long Address)[] cursors)
    {
        (string Name, long Address)[] sorted = [.. cursors.OrderBy(static cursor => cursor.Address)];
        for (int i = 1; i < sorted.Length; i++)
        {
            long distance = sorted[i].Address - sorted[i - 1].Address;
            Assert.IsGreaterThanOrEqualTo(PaddedInt64.Padding, distance, $"{sorted[i - 1].Name} and {sorted[i].Name}");
        }
    }

    private static void AssertAllPaddedFieldsAreListed(Type type, int listed)
    {
        int found = type.GetFields(AllFields)
            .Count(static field => field.FieldType == typeof(PaddedInt64)
                || field.FieldType == typeof(TailCursor)
                || field.FieldType == typeof(HeadCursor)
                || field.FieldType == typeof(Gaps));
        Assert.AreEqual(listed, found, "a padded field is missing from the test");
    }
}
