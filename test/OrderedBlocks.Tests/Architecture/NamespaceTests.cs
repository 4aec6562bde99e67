using System.Reflection;

namespace OrderedBlocks.Tests.Architecture;

/// <summary>The layers: what a type's members name must lie in its own namespace or in one below it.</summary>
[TestClass]
public sealed class NamespaceTests
{
    private const BindingFlags All =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // From the top down.
    private static readonly string[] s_layers =
    [
        "OrderedBlocks",
        "OrderedBlocks.Channels",
        "OrderedBlocks.Protocol",
        "OrderedBlocks.Observation",
        "OrderedBlocks.Execution",
        "OrderedBlocks.Core",
    ];

    private static readonly Assembly s_library = typeof(OrderedTransformBlock<,>).Assembly;

    [TestMethod]
    public void Type_InTheLibrary_LiesInALayer()
    {
        string[] strays = [.. OwnTypes().Select(static type => type.Namespace!).Except(s_layers)];
        Assert.IsEmpty(strays);
        foreach (string layer in s_layers)
        {
            Assert.Contains(layer, OwnTypes().Select(static type => type.Namespace!));
        }
    }

    [TestMethod]
    public void Dependency_OfAnyType_PointsDownOnly()
    {
        string[] wrong =
            [.. from type in OwnTypes()
                from used in Uses(type)
                where Layer(used) < Layer(type)
                select $"{type} uses {used}"];
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    // Tasks, delegates, schedulers and Dataflow stop above the core.
    [TestMethod]
    public void Core_Types_KnowNoTaskNoDelegateAndNoDataflow()
    {
        string[] wrong =
            [.. from type in OwnTypes()
                where type.Namespace == "OrderedBlocks.Core"
                from used in Uses(type)
                where used.Namespace?.StartsWith("System.Threading.Tasks", StringComparison.Ordinal) == true
                    || typeof(Delegate).IsAssignableFrom(used)
                where !IsCompilerMade(used)
                select $"{type} uses {used}"];
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    // The proof that the tests above can see anything at all, bodies of methods included.
    [TestMethod]
    public void Uses_OfTheComposition_AreSeenInMethodBodies()
    {
        Type core = OwnTypes().Single(static type => type.Name == "BlockCore`2");
        string[] used = [.. Uses(core).Select(static type => type.Name)];
        Assert.Contains("OrderedRing`2", used);
        Assert.Contains("DedicatedThreads", used, "named in the constructor's body only");
    }

    private static IEnumerable<Type> OwnTypes() =>
        s_library.GetTypes().Where(static type => type.Namespace?.StartsWith("OrderedBlocks", StringComparison.Ordinal) == true);

    private static bool IsCompilerMade(Type type) => type.Name.Contains('<', StringComparison.Ordinal);

    private static int Layer(Type type)
    {
        int layer = Array.IndexOf(s_layers, type.Namespace);
        return layer < 0 ? int.MaxValue : layer;
    }

    private static HashSet<Type> Uses(Type type)
    {
        HashSet<Type> uses = [];
        void Add(Type? used)
        {
            if (used is null || used.IsGenericParameter)
            {
                return;
            }

            if (used.HasElementType)
            {
                Add(used.GetElementType());
                return;
            }

            if (used.IsGenericType)
            {
                foreach (Type argument in used.GetGenericArguments())
                {
                    Add(argument);
                }

                used = used.GetGenericTypeDefinition();
            }

            if (used != type)
            {
                uses.Add(used);
            }
        }

        Add(type.BaseType);
        foreach (Type contract in type.GetInterfaces())
        {
            Add(contract);
        }

        foreach (FieldInfo field in type.GetFields(All))
        {
            Add(field.FieldType);
        }

        foreach (MethodBase method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            Add((method as MethodInfo)?.ReturnType);
            foreach (ParameterInfo parameter in method.GetParameters())
            {
                Add(parameter.ParameterType);
            }

            MethodBody? body = method.GetMethodBody();
            foreach (LocalVariableInfo local in body?.LocalVariables ?? [])
            {
                Add(local.LocalType);
            }

            foreach (MemberInfo member in MemberTokens.Of(method, body))
            {
                Add(member as Type ?? member.DeclaringType);
            }
        }

        return uses;
    }
}
