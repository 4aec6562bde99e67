using System.Reflection;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>One factory for libraries that have the order as a switch.</summary>
[TestClass]
public sealed class DataflowTransformTests
{
    public static IEnumerable<object[]> OwnOptions =>
        typeof(OrderedBlockOptions).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Select(static option => new object[] { option.Name });

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Create_OrderedOrNot_IsOursOrDataflows(bool isOrdered)
    {
        var options = new ExecutionDataflowBlockOptions { EnsureOrdered = isOrdered, MaxDegreeOfParallelism = 4 };
        IPropagatorBlock<int, int>[] blocks =
        [
            DataflowTransform.Create<int, int>(static item => item, options),
            DataflowTransform.Create<int, int>(static item => Task.FromResult(item), options),
        ];
        foreach (IPropagatorBlock<int, int> block in blocks)
        {
            Assert.AreEqual(isOrdered, block is OrderedTransformBlock<int, int>);
            Assert.AreEqual(!isOrdered, block is TransformBlock<int, int>);
            for (int item = 0; item < 100; item++)
            {
                Assert.IsTrue(block.Post(item));
            }

            block.Complete();
            var outputs = new List<int>();
            while (await block.OutputAvailableAsync())
            {
                outputs.Add(await block.ReceiveAsync());
            }

            if (isOrdered)
            {
                CollectionAssert.AreEqual(Enumerable.Range(0, 100).ToArray(), outputs);
            }
            else
            {
                CollectionAssert.AreEquivalent(Enumerable.Range(0, 100).ToArray(), outputs);
            }
        }
    }

    // Of every option that Dataflow does not have, those of the future included.
    [TestMethod]
    [DynamicData(nameof(OwnOptions))]
    public void Create_OwnOptionWithoutOrder_IsRefusedByName(string name)
    {
        var options = new OrderedBlockOptions { EnsureOrdered = false };
        Assert.IsInstanceOfType<TransformBlock<int, int>>(DataflowTransform.Create<int, int>(static item => item, options));
        PropertyInfo option = typeof(OrderedBlockOptions).GetProperty(name)!;
        Type type = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
        option.SetValue(options, type == typeof(bool) ? true : type.IsEnum ? Enum.GetValues(type).GetValue(1) : 1);

        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(
            () => DataflowTransform.Create<int, int>(static item => item, options));

        Assert.AreEqual("dataflowBlockOptions", error.ParamName);
        Assert.Contains(name, error.Message);
    }

    [TestMethod]
    public void Create_KeyWithoutOrder_IsRefusedByName()
    {
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(
            () => DataflowTransform.Create<int, int>(
                static item => item, new OrderedBlockOptions<int, int> { EnsureOrdered = false, KeySelector = static item => item }));
        Assert.Contains("KeySelector", error.Message);
    }

    [TestMethod]
    public void Create_Nulls_Throw()
    {
        Assert.AreEqual(
            "transform",
            Assert.ThrowsExactly<ArgumentNullException>(
                () => DataflowTransform.Create((Func<int, int>)null!, new ExecutionDataflowBlockOptions())).ParamName);
        Assert.AreEqual(
            "dataflowBlockOptions",
            Assert.ThrowsExactly<ArgumentNullException>(() => DataflowTransform.Create<int, int>(static item => item, null!)).ParamName);
    }
}
