using System.Globalization;
using System.Reflection;

namespace OrderedBlocks.Tests.Architecture;

/// <summary>
/// The public surface equals the committed baseline, <c>PublicApi.txt</c> beside this file. A change of it is to be seen in a
/// review: run this test with ORDEREDBLOCKS_UPDATE_API set to the baseline's full path, and commit what it wrote.
/// </summary>
[TestClass]
public sealed class PublicApiTests
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [TestMethod]
    public void Surface_OfTheLibrary_EqualsTheBaseline()
    {
        string baseline = Path.Combine(AppContext.BaseDirectory, "Architecture", "PublicApi.txt");
        string[] surface = [.. typeof(OrderedTransformBlock<,>).Assembly.GetExportedTypes()
            .OrderBy(static type => type.FullName, StringComparer.Ordinal)
            .SelectMany(Describe)];
        if (Environment.GetEnvironmentVariable("ORDEREDBLOCKS_UPDATE_API") is { Length: > 0 } update)
        {
            File.WriteAllLines(update, surface);
            baseline = update;
        }

        Assert.IsNotEmpty(surface);
        CollectionAssert.AreEqual(File.ReadAllLines(baseline), surface, "the public surface has changed");
    }

    private static IEnumerable<string> Describe(Type type)
    {
        string kind = type.IsInterface ? "interface" : type.IsValueType ? "struct" : type.IsSealed ? "sealed class" : "class";
        string[] bases = [.. new[] { type.BaseType }
            .Concat(type.GetInterfaces())
            .Where(static contract => contract is { IsVisible: true } && contract != typeof(object))
            .Select(static contract => Name(contract!))
            .Order(StringComparer.Ordinal)];
        yield return $"{kind} {Name(type)} : {string.Join(", ", bases)}";
        foreach (string member in type.GetMembers(Declared).Where(IsVisible).Select(Text).Order(StringComparer.Ordinal))
        {
            yield return $"  {member}";
        }
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => (method.IsPublic || method.IsFamily) && !(method.IsSpecialName && member is MethodInfo),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(static get => get.IsPublic || get.IsFamily),
        FieldInfo field => field.IsPublic || field.IsFamily,
        Type nested => nested.IsNestedPublic,
        _ => false,
    };

    private static string Text(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $".ctor({Parameters(constructor)})",
        MethodInfo method => $"{Name(method.ReturnType)} {method.Name}({Parameters(method)})",
        PropertyInfo property =>
            $"{Name(property.PropertyType)} {property.Name} {{{(property.CanRead ? " get;" : "")}{(property.CanWrite ? " set;" : "")} }}",
        FieldInfo field => $"{Name(field.FieldType)} {field.Name}",
        _ => member.ToString()!,
    };

    private static string Parameters(MethodBase method) => string.Join(
        ", ",
        method.GetParameters().Select(static parameter =>
            $"{(parameter.IsOut ? "out " : "")}{Name(parameter.ParameterType)} {parameter.Name}"));

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (!type.IsGenericType)
        {
            return type.IsGenericParameter ? type.Name : type.FullName!;
        }

        string name = type.GetGenericTypeDefinition().FullName!;
        string arguments = string.Join(", ", type.GetGenericArguments().Select(Name));
        return string.Create(CultureInfo.InvariantCulture, $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{arguments}>");
    }
}
