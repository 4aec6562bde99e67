using System.Reflection;

namespace OrderedBlocks.Tests.Issues;

/// <summary>No block takes null for its options: those who want the default ones leave them out.</summary>
[TestClass]
public sealed class NullOptionsTests
{
    private static readonly Type[] s_blocks =
        [typeof(OrderedTransformBlock<int, int>), typeof(OrderedTransformManyBlock<int, int>), typeof(OrderedActionBlock<int, int>)];

    public static IEnumerable<object[]> Constructors =>
        from block in s_blocks
        from constructor in block.GetConstructors()
        where constructor.GetParameters().Any(IsOptions)
        select new object[] { $"{block.Name}({string.Join(", ", constructor.GetParameters().Select(static parameter => parameter.ParameterType))})" };

    [TestMethod]
    [DynamicData(nameof(Constructors))]
    public void Constructor_NullOptions_Throws(string name)
    {
        ConstructorInfo constructor = Find(name);
        var error = Assert.ThrowsExactly<TargetInvocationException>(() => constructor.Invoke(ArgumentsOf(constructor.GetParameters())));
        Assert.IsInstanceOfType<ArgumentNullException>(error.InnerException);
        Assert.AreEqual(
            constructor.GetParameters().Single(IsOptions).Name, ((ArgumentNullException)error.InnerException).ParamName);
    }

    // A form without options beside each of OrderedActionBlock's, and no option that may be left out by a default value.
    [TestMethod]
    public void OrderedActionBlock_HasEachFormWithAndWithoutOptions()
    {
        ConstructorInfo[] all = typeof(OrderedActionBlock<int, int>).GetConstructors();
        Assert.IsFalse(all.Any(static constructor => constructor.GetParameters().Any(static parameter => parameter.IsOptional)));
        foreach (ConstructorInfo constructor in all.Where(static constructor => constructor.GetParameters().Any(IsOptions)))
        {
            Type[] without = [.. constructor.GetParameters().Where(static parameter => !IsOptions(parameter)).Select(static parameter => parameter.ParameterType)];
            ConstructorInfo? shorter = typeof(OrderedActionBlock<int, int>).GetConstructor(without);
            Assert.IsNotNull(shorter, constructor.ToString());
            var block = (OrderedActionBlock<int, int>)shorter.Invoke(ArgumentsOf(shorter.GetParameters()));
            Assert.AreEqual(1, block.DegreeOfParallelism);
        }
    }

    private static ConstructorInfo Find(string name) => s_blocks
        .SelectMany(static block => block.GetConstructors())
        .Single(constructor => name
            == $"{constructor.DeclaringType!.Name}({string.Join(", ", constructor.GetParameters().Select(static parameter => parameter.ParameterType))})");

    private static bool IsOptions(ParameterInfo parameter) => parameter.ParameterType == typeof(ExecutionDataflowBlockOptions);

    // Delegates that are never called, a pool, and null for the options.
    private static object?[] ArgumentsOf(ParameterInfo[] parameters) =>
        [.. parameters.Select(static parameter => IsOptions(parameter) ? null
            : parameter.ParameterType == typeof(IResultPool<int>) ? (object)new Pool()
            : DelegateOf(parameter.ParameterType))];

    private static Delegate DelegateOf(Type type)
    {
        MethodInfo invoke = type.GetMethod("Invoke")!;
        System.Linq.Expressions.ParameterExpression[] parameters =
            [.. invoke.GetParameters().Select(static parameter => System.Linq.Expressions.Expression.Parameter(parameter.ParameterType))];
        return System.Linq.Expressions.Expression
            .Lambda(type, System.Linq.Expressions.Expression.Default(invoke.ReturnType), parameters).Compile();
    }

    private sealed class Pool : IResultPool<int>
    {
        public int Rent() => 0;

        public void Return(int item)
        {
        }
    }
}
